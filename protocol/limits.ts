/**
 * Every bound of the product, each with its reason. Nothing in the daemon grows without one of these.
 * Units stand last in the names.
 */
export const limits = {
  // --- numbering and the queue ---
  /** Three digits on paper, panel and voice; longer numbers are misread and misheard. */
  ticketNumberMax: 999,
  /** Live tickets in the hall: every number that all series can give in a day. */
  liveTicketsMax: 60 * 999,
  /** Events of one ticket kept at hand for its history; a plain visit has five. */
  ticketHistoryMax: 40,
  /** Times a ticket may be called in one presence before staff must decide. */
  callsPerTicketMax: 9,
  /** Voice older than this stays silent: people would look for a call that is over. */
  announcementAgeMsMax: 20_000,
  /** Calls kept for the signage page's history. */
  callHistoryMax: 12,
  /** Request ids remembered for 'the same tap is the same ticket'; a page retries within minutes, not days. */
  requestIdsMax: 20_000,
  /** Counters and services a hall may configure: what one signage page and one bus can still show. */
  countersMax: 100,
  servicesMax: 60,
  /** Services of one visit: more is a day's work and better a ticket each. */
  servicesPerVisitMax: 6,
  /** Appointments known at once: two weeks of a hall that gives one every five minutes at ten counters. */
  appointmentsMax: 10_000,
  /** Clerks whose pace is remembered: as many as a hall may configure. */
  paceClerksMax: 500,
  /** Choices played for one waiting forecast, some 20 ms; who is further back is told no number. */
  forecastStepsMax: 2_000,
  /** Days that staff may move the business day on by hand: it never goes back, so that a mistyped year would stay for good. */
  confirmedDaysMax: 31,
  /** Rows of a waiting list that are worked out and sent: more than a clerk can take in. */
  waitingRowsMax: 60,
  /** A series is called scarce when this share of it is used. */
  seriesScarceShare: 0.9,

  // --- engine ---
  /** Commands waiting for the next commit; beyond it the daemon answers `busy` at once. */
  inboxMax: 2_000,
  /** Commands decided in one commit: bounds the length of one transaction. */
  commandsPerCommitMax: 256,
  /** A snapshot each so many events bounds the replay at start (about 0.1 s on a Pi). */
  eventsPerSnapshotMax: 20_000,
  /** Longest event body as JSON text; a journal row stays within one or two pages. */
  eventBodyBytesMax: 8_192,

  // --- pages and HTTP ---
  /** Open event streams; each costs a socket and a few KB. A hall has some 70 pages; phones come and go. */
  streamsMax: 400,
  /** Streams from one remote address: a phone needs one, a shared Wi-Fi address some dozens. */
  streamsPerAddressMax: 60,
  /** A body of any call; the largest is a rating with reasons. */
  bodyBytesMax: 16_384,
  /** Bytes a slow page may leave unread before its stream is cut (it reconnects and gets a snapshot). */
  streamBacklogBytesMax: 262_144,
  /** Kiosks whose call for help is shown at once: more than a hall has. */
  helpDevicesMax: 16,
  /** Staff sessions end: absolute and idle. */
  sessionMsMax: 12 * 3_600_000,
  sessionIdleMsMax: 4 * 3_600_000,
  sessionsMax: 200,
  /** Tickets one remote address may take: tokens per minute and burst. Loopback and paired devices are not limited. */
  remoteTicketsPerMinute: 6,
  remoteTicketsBurst: 6,
  /** Wrong appointment codes of one device or badge: per minute and burst. A person mistypes some; a guesser needs thousands. */
  wrongCodesPerMinute: 10,
  wrongCodesBurst: 10,
  /** Requests of one remote address without a session: per second and burst. */
  remoteRequestsPerSecond: 20,
  remoteRequestsBurst: 60,
  /** Wrong PINs for a badge before a pause begins; the pause doubles up to the maximum and never locks for good. */
  pinTriesFree: 5,
  pinPauseMsMax: 60_000,
  /** Addresses and badges remembered by the limiter. */
  limiterEntriesMax: 10_000,

  // --- printer ---
  /** Tickets whose paper is still owed to one printer; beyond it the kiosk says so and shows the number only. */
  printJobsMax: 200,
  /** Unconfirmed paper older than this at start is put before staff instead of being reprinted. */
  reprintAgeMsMax: 15 * 60_000,
  /** Papers with which one person tries printers: a roll has some 400 tickets. */
  testPapersPerMinute: 6,
  /** Papers with which staff try a printer, waiting at one printer: more is a finger that got no answer. */
  testPapersMax: 3,
  /** A retry storm of one number is stopped here: staff decide. */
  printCopiesMax: 5,
  /** Papers that one printer may order again by itself in an hour; a printer that needs more is broken: staff decide. */
  reprintsPerHourMax: 20,
  /** A printer in trouble so long gives what it has not begun to another one: a lid opened for a moment does not. */
  printMoveAfterMs: 8_000,
  /** What such a printer had begun is put before staff after this time, when another printer could print it. */
  printDoubtAfterMs: 60_000,

  // --- screens and what they show ---
  /** Notices kept, ended ones included; the oldest ended ones leave first. */
  noticesMax: 300,
  /** Steps of one notice kept at hand; a plain one has three. The journal has all. */
  noticeStepsMax: 12,
  playlistsMax: 60,
  /** Files known; a hall shows some dozens. */
  mediaFilesMax: 500,
  /** A firmware update is begun only when the hall stays closed for so long: a large image on a slow line, with its trial. */
  firmwareClosedMinutesMin: 10,
  /** One block of an image on the bus. */
  firmwareBlockBytes: 128,
  /** A firmware file: the largest image and its head. */
  firmwareFileBytesMax: 524_402,
  /** One film: an hour at the bit rate of the house format. */
  mediaFileBytesMax: 4_000_000_000,
  /** Uploads under way at once, and how long one may rest before it is dropped. */
  uploadsMax: 4,
  uploadIdleMsMax: 24 * 3_600_000,
  /** One piece of an upload: small enough to be sent again after a lost connection. */
  uploadPieceBytesMax: 4_194_304,
  /** Films end where the journal needs room: a disk that is full gives no tickets. */
  mediaFreeBytesMin: 500_000_000,
  /** Files of one manifest of the centre, and how fast they are fetched: the hall's own line stays free. */
  manifestItemsMax: 200,
  mediaFetchBytesPerSecond: 2_000_000,
  /** How far a list of films has come is told at most so often: each is a message to the centre. */
  filmsProgressMs: 10_000,
  /** An ended notice ends within this from now on: 'ends soon'. */
  noticeSoonMs: 24 * 3_600_000,
  /** A screen beats this often; silent after four lost beats. */
  screenBeatMs: 5_000,
  screenSilentMsMax: 20_000,
  /** Plays are written to the journal at most this often: the card wears by rows, not by seconds. */
  playsRecordedMs: 15 * 60_000,

  // --- centre ---
  /** Days that differ and come from the centre: two years of holidays and make-up workdays, within one event. */
  calendarDaysMax: 60,
  /** Contract of the event stream, see docs/mqtt.md. */
  batchEventsMax: 200,
  batchBytesMax: 131_072,
  batchInflightMax: 4,
  unackedEventsMax: 4_000,

  // --- voice ---
  /** Announcements waiting; older than `announcementAgeMsMax` they fall out anyway. */
  announcementsMax: 20,
  /** So many waiting calls are spoken one by one, each with its chime; more are spoken as one run. */
  callsApartMax: 2,
  /** Calls of one run: in two languages about half a minute, longer than that nobody listens. */
  callsPerRunMax: 6,
  /** Announcements that are no calls wait for a pause of the calls, but not longer than they are true. */
  hallAnnouncementAgeMsMax: 120_000,
  /** Such announcements that pages are shown; older ones are over. */
  hallAnnouncementsMax: 4,
  /** Between two samples of the voice: a sample in both languages takes some 14 s, and the hall hears each. */
  voiceSampleMs: 20_000,
  /** What was said lately, for the page of the voice. */
  voiceSaidMax: 20,
  /** Sentences whose loudness is remembered, for the same page. */
  voiceMadeMax: 12,
  /** Days that one question for the calendar may span. */
  calendarAheadDaysMax: 62,
  /** Clips of a recorded voice: two languages of letters, digits, counters and words, with room. */
  voiceClipsMax: 600,
  /** One clip: ten seconds in the best quality that is of use. */
  voiceClipBytesMax: 2_000_000,
  /** WAV files kept by the voice cache. */
  voiceCacheFilesMax: 2_000,
} as const;
