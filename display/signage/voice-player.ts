/**
 * Speaks what the voice queue says, one run after the other: chime, then the hall's WAV files, or the browser's own speech
 * when there are none or a file fails, or, where nothing can be heard, a caption for as long as people need to read it. The
 * caption is always the very sentence that is being spoken.
 *
 * Only sound is an act: nothing here is repeated to heal. Each step has a longest duration, because a speech engine that
 * never says it has ended must not silence the hall.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Locale } from '../../protocol/texts-types.ts';
import type { AnnouncementPart, CallPart, SpokenPart } from '../../protocol/views.ts';
import { SoundBox } from './sound-box.ts';
import { SpokenKeys } from './spoken-keys.ts';
import {
  readingMs,
  runSteps,
  soundsAhead,
  type VoiceItem,
  type VoiceQueue,
  voiceAnnounce,
  voiceArrive,
  voiceEnded,
  voiceTurn,
} from './voice-queue.ts';

/** Longest one sentence may take. */
const sentenceMsMax = 15_000;
const chimeMsMax = 6_000;
/** Of the browser's own speech, in the measure of the sound files: 150 words a minute, slow 110. */
const speechRate = { plain: 0.9, slow: 0.66 } as const;
/** After a sentence of the browser's own slow speech; in the files the pauses are inside. */
const slowPauseMs = 500;

/** Is anything heard? `blocked` until the first touch where the browser forbids sound without one. */
export type SoundState = 'on' | 'blocked' | 'muted';

declare global {
  interface Window {
    /** For tests and for the curious: what the voice did with each call. */
    __hallkeeper?: { voice: readonly { readonly id: number | string; readonly state: string }[] };
  }
}

export class VoicePlayer implements ReactiveController {
  /** What is being spoken now, for the caption band. */
  caption: SpokenPart | null = null;
  sound: SoundState = 'on';
  chime = true;
  /** The hall speaks slowly: so does the browser's own speech. */
  slow = false;
  readonly #host: ReactiveControllerHost;
  readonly #muted: boolean;
  readonly #heard = new SpokenKeys();
  #box: SoundBox | null = null;
  #queue: VoiceQueue = [];
  #alive = false;
  #volume = 1;
  #chimeWav: string | null = null;

  constructor(host: ReactiveControllerHost, muted: boolean) {
    this.#host = host;
    this.#muted = muted;
    host.addController(this);
  }

  get speaking(): boolean {
    return this.#queue.some((item) => item.state === 'speaking');
  }
  /** 0 to 1, for chime and voice. */
  set volume(volume: number) {
    if (volume === this.#volume) return;
    this.#volume = volume;
    if (this.#box) this.#box.volume = volume;
  }
  /** Address of a recorded chime, or null for the page's own. */
  set chimeWav(url: string | null) {
    this.#chimeWav = url;
    this.#box?.useChime(url);
  }

  hostConnected(): void {
    this.#alive = true;
    document.addEventListener('pointerdown', this.#onTouch);
    document.addEventListener('keydown', this.#onTouch);
    if (this.#muted) this.sound = 'muted';
    else {
      this.#box = new SoundBox(this.#onSound);
      this.#box.volume = this.#volume;
      this.#box.useChime(this.#chimeWav);
      this.#onSound();
    }
    this.#publish();
  }
  hostDisconnected(): void {
    this.#alive = false;
    document.removeEventListener('pointerdown', this.#onTouch);
    document.removeEventListener('keydown', this.#onTouch);
    globalThis.speechSynthesis?.cancel();
    void this.#box?.close();
    this.#box = null;
  }

  /** Takes in the calls and announcements of the view; `sinceMs` is how long ago each arrived. */
  take(
    calls: readonly CallPart[],
    sinceMs: number,
    announcements: readonly AnnouncementPart[] = [],
    announcedSinceMs = 0,
  ): void {
    const nowMs = performance.now();
    const arrived = voiceArrive(this.#queue, calls, sinceMs, nowMs, this.#heard.keys);
    this.#queue = voiceAnnounce(arrived, announcements, announcedSinceMs, nowMs, this.#heard.keys);
    this.#turn();
  }

  #turn(): void {
    if (!this.#alive) return;
    const { queue, run } = voiceTurn(this.#queue, performance.now());
    this.#queue = queue;
    // At once, so that the files come while the chime sounds.
    this.#box?.keep(soundsAhead(queue));
    this.#publish();
    if (run.length === 0) return;
    for (const { key } of run) this.#heard.add(key);
    void this.#speak(run).finally(() => {
      this.#queue = voiceEnded(this.#queue);
      this.caption = null;
      this.#turn();
      this.#host.requestUpdate();
    });
  }

  async #speak(run: readonly VoiceItem[]): Promise<void> {
    const steps = runSteps(run);
    this.#say(steps[0]?.sentence ?? null);
    if (this.sound === 'on' && this.#box) await within(this.#box.open(this.chime), chimeMsMax);
    for (const { sentence, wavs } of steps) {
      if (!this.#alive) return;
      this.#say(sentence);
      const startedAtMs = performance.now();
      const heard = await this.#utter(sentence, wavs);
      const leftMs = readingMs(sentence.text) - (performance.now() - startedAtMs);
      if (leftMs > 0) await pause(heard ? Math.min(leftMs, 600) : leftMs);
    }
  }

  /** One sentence, aloud: its files, or the browser's own speech where there are none or one fails. False: nothing was heard. */
  async #utter(sentence: SpokenPart, wavs: readonly string[]): Promise<boolean> {
    let failed = wavs.length === 0;
    for (const url of wavs) {
      const end = this.sound === 'on' && this.#box ? await within(this.#box.play(url), sentenceMsMax) : 'blocked';
      // What goes on beyond its time must not be heard under the next sentence.
      if (end === undefined) this.#box?.stop();
      if (end === 'blocked') {
        this.#onSound();
        return false;
      }
      failed ||= end === 'failed';
    }
    if (this.sound !== 'on') return false;
    if (!failed || !this.#alive) return true;
    const rate = this.slow ? speechRate.slow : speechRate.plain;
    const spoken = await within(speakAloud(sentence.text, sentence.locale, rate), sentenceMsMax);
    if (spoken === true && this.slow) await pause(slowPauseMs);
    return spoken ?? true;
  }

  #say(sentence: SpokenPart | null): void {
    this.caption = sentence;
    this.#host.requestUpdate();
  }

  #publish(): void {
    const voice = this.#queue.map(({ id, state }) => ({ id, state }));
    window.__hallkeeper = { voice };
    document.documentElement.dataset.voice = this.speaking ? 'speaking' : this.sound;
  }

  readonly #onTouch = (): void => {
    void this.#box?.resume();
  };
  readonly #onSound = (): void => {
    if (!this.#muted) this.sound = this.#box?.isRunning ? 'on' : 'blocked';
    this.#publish();
    this.#host.requestUpdate();
  };
}

/** The browser's own speech; false at once where it has no voice at all, or when it fails. */
function speakAloud(text: string, locale: Locale, rate: number): Promise<boolean> {
  const synthesis = globalThis.speechSynthesis;
  const voices = synthesis?.getVoices() ?? [];
  const voice =
    voices.find((one) => one.lang.replace('_', '-').startsWith(locale)) ??
    voices.find((one) => one.lang.startsWith(locale.slice(0, 2)));
  if (!voice) return Promise.resolve(false);
  return new Promise((done) => {
    const words = new SpeechSynthesisUtterance(text);
    words.lang = locale;
    words.voice = voice;
    words.rate = rate;
    words.onend = () => done(true);
    words.onerror = () => done(false);
    synthesis.speak(words);
  });
}

/** What the work gives, or undefined when its time is over first. */
function within<Result>(work: Promise<Result>, ms: number): Promise<Result | undefined> {
  return Promise.race([work, pause(ms).then(() => undefined)]);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
