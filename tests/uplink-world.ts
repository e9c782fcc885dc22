/**
 * A hall, a broker and a centre in virtual time, with everything between them that can go wrong. One seed is one history:
 * no clock, no socket, no promise. The hall is the real uplink over a journal in memory, the centre the real ledger.
 *
 *   hall ══ up ══► broker ══► centre ══► broker ══ down ══► hall        each arrow: late, twice, out of order or never
 */
import { type CentreImage, type CentreLedger, createCentreLedger } from '../device/demo/centre-ledger.ts';
import { createUplink } from '../device/runtime/uplink.ts';
import type {
  Cursor,
  EpochStart,
  Publish,
  Uplink,
  UplinkOutput,
  UplinkReport,
} from '../device/runtime/uplink-types.ts';
import type { JournalEvent } from '../protocol/events.ts';
import { type Envelope, hallTopics, serverTopic } from '../protocol/mqtt.ts';
import { bootRow, epochRow, MemoryJournal, workRows } from './memory-journal.ts';

/** Ways to break the rules on purpose: a world that cannot see these is not trusted. */
export type Sabotage = 'none' | 'acks-without-id' | 'no-overlap' | 'trust-puback';

export interface WorldOptions {
  readonly seed: number;
  /** Chance of each message to be lost, doubled or late. */
  readonly noise: number;
  readonly sabotage?: Sabotage;
}

interface HallImage {
  readonly rows: readonly JournalEvent[];
  readonly cursor: Cursor | null;
}

interface CentreBackup {
  readonly ledger: CentreImage;
  readonly stored: readonly Envelope[];
}

const hallId = 'hall-1';
const topics = hallTopics(hallId);

export class UplinkWorld {
  nowMs = 0;
  readonly reports: UplinkReport[] = [];
  noise: number;
  /** Every event that the centre has stored, in order of storing. */
  stored: Envelope[] = [];
  journal: MemoryJournal;
  uplink: Uplink;
  #cursor: Cursor | null = null;
  #ledger: CentreLedger = createCentreLedger();
  #random: () => number;
  readonly #sabotage: Sabotage;
  #line: { readonly atMs: number; readonly order: number; readonly run: () => void }[] = [];
  #order = 0;
  #wakeAtMs: number | null = null;
  /** Number of the hall's connection; messages down an older one are lost. */
  #connection = 0;
  #up = false;
  #centreUp = false;
  #brokerUp = true;
  #hole = false;
  readonly #retained = new Map<string, string>();
  #boots = 0;
  #ids = 0;
  #hallImages: HallImage[] = [];
  #backups: CentreBackup[] = [];

  constructor(options: WorldOptions) {
    this.#random = randomOf(options.seed);
    this.noise = options.noise;
    this.#sabotage = options.sabotage ?? 'none';
    this.journal = new MemoryJournal([epochRow(1, this.#uuid(), 1, null)]);
    this.uplink = this.#startHall();
  }

  // ------------------------------------------------------------------------------------------ what can happen

  work(count: number): void {
    this.journal.append(workRows(this.journal.head() + 1, count));
    this.#apply(this.uplink.onAppended(this.journal.head(), this.nowMs));
  }

  /** Drops what the hall believes to be stored by the centre. */
  prune(): void {
    this.journal.prune(this.uplink.status().acked);
  }

  connect(): void {
    if (this.#up || !this.#brokerUp) return;
    const { will } = this.uplink.onConnecting();
    this.#connection += 1;
    this.#up = true;
    this.#hole = false;
    const mine = this.#connection;
    this.#lost = () => this.#toCentre(will.topic, will.payload, 0);
    this.#apply(this.uplink.onConnected(20, this.nowMs));
    for (const [topic, payload] of this.#retained)
      if (topic === serverTopic || topic === topics.ack) this.#toHall(topic, payload, mine);
  }

  cut(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#lost();
    this.#apply(this.uplink.onDisconnected(this.nowMs));
  }

  /** Sockets stay open, bytes vanish. */
  blackHole(): void {
    this.#hole = true;
  }

  /** Nothing of what was on its way, or retained, is left. */
  killBroker(): void {
    this.#line = [];
    this.#retained.clear();
    this.#brokerUp = false;
    this.#centreUp = false;
    if (!this.#up) return;
    this.#up = false;
    this.#apply(this.uplink.onDisconnected(this.nowMs));
  }

  startBroker(): void {
    this.#brokerUp = true;
  }

  stopCentre(): void {
    if (this.#centreUp && this.#brokerUp) this.#announce('off');
    this.#centreUp = false;
  }

  startCentre(): void {
    if (this.#centreUp || !this.#brokerUp) return;
    this.#centreUp = true;
    this.#announce('on');
    const birth = this.#retained.get(topics.state);
    if (birth !== undefined) this.#toCentre(topics.state, birth, 0);
  }

  backUpCentre(): void {
    this.#backups.push({ ledger: this.#ledger.image(), stored: [...this.stored] });
  }

  /** The centre is what it was at one of its backups; it starts anew and so hears births again. */
  restoreCentre(pick: number): void {
    const backup = this.#backups[pick % Math.max(1, this.#backups.length)];
    if (backup === undefined) return;
    this.stopCentre();
    this.#ledger = createCentreLedger(backup.ledger);
    this.stored = [...backup.stored];
    this.startCentre();
  }

  imageHall(): void {
    this.#hallImages.push({ rows: [...this.journal.rows()], cursor: this.#cursor });
  }

  /** Power cut: the process begins anew on the same journal; the cursor file may be lost. */
  restartHall(keepCursor: boolean): void {
    this.cut();
    if (!keepCursor) this.#cursor = null;
    this.uplink = this.#startHall();
  }

  /** The card is replaced by an older image of it, with its cursor file, or with the newer or no cursor file. */
  restoreHall(pick: number, cursor: 'of-image' | 'newer' | 'none'): void {
    const image = this.#hallImages[pick % Math.max(1, this.#hallImages.length)];
    if (image === undefined) return;
    this.cut();
    this.journal = new MemoryJournal(image.rows);
    if (cursor === 'of-image') this.#cursor = image.cursor;
    if (cursor === 'none') this.#cursor = null;
    this.uplink = this.#startHall();
  }

  advance(ms: number): void {
    const end = this.nowMs + ms;
    for (let steps = 0; ; steps += 1) {
      if (steps > 200_000) throw new Error('the world does not come to rest');
      const next = this.#nextOf();
      const wakeAtMs = this.#wakeAtMs ?? Number.POSITIVE_INFINITY;
      const atMs = Math.min(next?.atMs ?? Number.POSITIVE_INFINITY, wakeAtMs);
      if (atMs > end) break;
      this.nowMs = Math.max(this.nowMs, atMs);
      if (next !== undefined && next.atMs <= wakeAtMs) {
        this.#line.splice(this.#line.indexOf(next), 1);
        next.run();
      } else {
        this.#wakeAtMs = null;
        this.#apply(this.uplink.onTick(this.nowMs));
      }
    }
    this.nowMs = end;
  }

  /** Faults off, everybody connected, time enough for every time-out of the contract. */
  settle(): void {
    this.noise = 0;
    for (let round = 0; round < 4; round += 1) {
      this.startBroker();
      this.startCentre();
      this.cut();
      this.connect();
      this.advance(120_000);
    }
  }

  epochs(): EpochStart[] {
    const starts: EpochStart[] = [];
    for (const row of this.journal.rows())
      if (row.type === 'epoch.started') starts.push({ epoch: row.body.epoch, first: row.body.first });
    return starts;
  }

  // ------------------------------------------------------------------------------------------ inside

  #lost: () => void = () => undefined;

  #startHall(): Uplink {
    this.#boots += 1;
    const boot = `boot-${this.#boots}`;
    this.journal.append([bootRow(this.journal.head() + 1, boot)]);
    this.#wakeAtMs = null;
    return createUplink({
      hall: hallId,
      boot,
      sw: '0.1.0',
      config: 'sha256:0',
      epochs: this.epochs(),
      head: this.journal.head(),
      readEvents: (from, limit) => this.journal.read(from, Number.MAX_SAFE_INTEGER, limit),
      cursor: {
        load: () => this.#cursor,
        save: (cursor) => {
          this.#cursor = cursor;
        },
      },
    });
  }

  #apply(output: UplinkOutput): void {
    const mine = this.#connection;
    for (const item of output.publishes) this.#publish(item, mine);
    this.#wakeAtMs = output.wakeAtMs;
    this.reports.push(...output.reports);
    for (const report of output.reports) if (report.kind === 'fork') this.#openEpoch(report);
    if (output.disconnect !== undefined) {
      this.cut();
      this.#later(2_000, () => this.connect());
    }
  }

  #openEpoch(fork: Extract<UplinkReport, { kind: 'fork' }>): void {
    const start = { epoch: this.#uuid(), first: fork.first };
    this.journal.append([epochRow(this.journal.head() + 1, start.epoch, start.first, fork.parent)]);
    this.#apply(this.uplink.onAppended(this.journal.head(), this.nowMs));
    this.#apply(this.uplink.onEpoch(start, this.nowMs));
  }

  #publish(item: Publish, connection: number): void {
    if (this.#hole) return;
    const { token, topic, payload } = item;
    if (typeof payload !== 'string') throw new Error('nothing is deflated here');
    if (item.retain && topic === topics.state) this.#retained.set(topic, payload);
    this.#noisily(() => this.#toCentre(topic, payload, 0));
    if (token === undefined) return;
    this.#later(this.#delay(), () => {
      if (!this.#up || this.#connection !== connection || this.#hole) return;
      this.#apply(this.uplink.onPuback(token, this.nowMs));
      if (this.#sabotage === 'trust-puback' && topic === topics.events) this.#forge(payload, connection);
    });
  }

  /** What a sender would believe that takes the broker's word for the centre's. */
  #forge(payload: string, connection: number): void {
    const last: Envelope | undefined = JSON.parse(payload).at(-1);
    if (last === undefined) return;
    const ack = { epoch: last.epoch, acked: Number(last.sequence), id: last.id };
    this.#toHall(topics.ack, JSON.stringify(ack), connection);
  }

  #toCentre(topic: string, payload: string, extraMs: number): void {
    this.#later(this.#delay() + extraMs, () => {
      if (!this.#centreUp) return;
      const ledger =
        this.#sabotage === 'no-overlap' ? createCentreLedger(withoutIds(this.#ledger.image())) : this.#ledger;
      this.#ledger = ledger;
      const output = ledger.onMessage(topic, payload);
      this.stored.push(...output.stored);
      for (const item of output.publishes) {
        const text =
          this.#sabotage === 'acks-without-id' ? item.payload.replace(/"id":"[^"]*"/, '"id":null') : item.payload;
        if (item.retain) this.#retained.set(item.topic, text);
        this.#noisily(() => this.#toHall(item.topic, text, this.#connection));
      }
    });
  }

  #toHall(topic: string, payload: string, connection: number): void {
    this.#later(this.#delay(), () => {
      if (this.#up && this.#connection === connection && !this.#hole)
        this.#apply(this.uplink.onMessage(topic, payload, this.nowMs));
    });
  }

  #announce(word: 'on' | 'off'): void {
    this.#retained.set(serverTopic, word);
    if (this.#up) this.#toHall(serverTopic, word, this.#connection);
  }

  /** Once, twice or never. */
  #noisily(send: () => void): void {
    if (this.#random() < this.noise) return;
    send();
    if (this.#random() < this.noise) send();
  }

  #delay(): number {
    return this.#random() < this.noise ? this.#random() * 3_000 : 5;
  }

  #later(ms: number, run: () => void): void {
    this.#order += 1;
    this.#line.push({ atMs: this.nowMs + ms, order: this.#order, run });
  }

  #nextOf() {
    let best = this.#line[0];
    for (const item of this.#line)
      if (best === undefined || item.atMs < best.atMs || (item.atMs === best.atMs && item.order < best.order))
        best = item;
    return best;
  }

  #uuid(): string {
    this.#ids += 1;
    return `01a1f78a-5300-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`;
  }
}

/** What is wrong with what the centre holds, as words; empty when every row of the hall is there exactly once. */
export function wrongsOf(world: UplinkWorld): string[] {
  const wrongs: string[] = [];
  const byId = new Map<string, Envelope>();
  for (const event of world.stored) {
    if (byId.has(event.id)) wrongs.push(`double ${event.sequence}`);
    byId.set(event.id, event);
  }
  let boot: string | undefined;
  for (const row of world.journal.rows()) {
    if (row.type === 'system.started') boot = row.body.boot;
    const event = byId.get(row.id);
    if (event === undefined) wrongs.push(`missing ${row.seq} of ${world.journal.head()}`);
    else if (event.boot !== boot) wrongs.push(`${row.seq} has boot ${event.boot}, not ${boot}`);
    else if (event.sequence !== String(row.seq)) wrongs.push(`${row.seq} came as ${event.sequence}`);
  }
  const { acked, head } = world.uplink.status();
  if (acked !== head || head !== world.journal.head()) wrongs.push(`acknowledged ${acked} of ${world.journal.head()}`);
  return wrongs;
}

function withoutIds(image: CentreImage): CentreImage {
  for (const row of image.values()) for (const epoch of row.epochs) epoch.ids.clear();
  return image;
}

/** mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
