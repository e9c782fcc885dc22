/**
 * All sound of the board goes through here: one AudioContext for the life of the page, the chime made or decoded once, spoken
 * files fetched when a call arrives and let go of when it has been spoken. It decides nothing about what is said or when.
 */
import { chimeSamples, leadInSamples } from './chime.ts';

export type PlayEnd = 'ended' | 'failed' | 'blocked';

/** A file that has not come by then is missed, and the page speaks itself. A small machine makes the files of a long run in some seconds. */
const fetchMsMax = 10_000;

export class SoundBox {
  readonly #context = new AudioContext();
  readonly #gain = new GainNode(this.#context);
  readonly #loaded = new Map<string, Promise<AudioBuffer | null>>();
  readonly #leadIn: AudioBuffer;
  readonly #notes: AudioBuffer;
  readonly #onState: () => void;
  /** The recorded chime and its address. */
  #recorded: { readonly url: string; readonly buffer: Promise<AudioBuffer | null> } | null = null;
  #playing: AudioBufferSourceNode | null = null;

  constructor(onState: () => void) {
    this.#gain.connect(this.#context.destination);
    this.#leadIn = this.#bufferOf(leadInSamples(this.#context.sampleRate));
    this.#notes = this.#bufferOf(chimeSamples(this.#context.sampleRate));
    this.#onState = onState;
    this.#context.addEventListener('statechange', onState);
  }

  get isRunning(): boolean {
    return this.#context.state === 'running';
  }
  /** 0 to 1; a change is a short slope, not a click. */
  set volume(volume: number) {
    this.#gain.gain.setTargetAtTime(volume, this.#context.currentTime, 0.05);
  }

  /** A touch has come: the browser may allow sound now. */
  async resume(): Promise<void> {
    await this.#context.resume().catch(() => undefined);
    this.#onState();
  }

  /** Fetches what will be spoken soon and lets go of everything else. */
  keep(urls: readonly string[]): void {
    for (const url of this.#loaded.keys()) if (!urls.includes(url)) this.#loaded.delete(url);
    for (const url of urls) this.#load(url);
  }

  /** A recorded chime in place of the two notes; null takes the notes. */
  useChime(url: string | null): void {
    if (url === (this.#recorded?.url ?? null)) return;
    this.#recorded = url === null ? null : { url, buffer: this.#fetch(url) };
  }

  /** Wakes the speakers, then the chime when there is to be one. */
  async open(chime: boolean): Promise<void> {
    const recorded = chime ? await this.#recorded?.buffer : null;
    await this.#sound(this.#leadIn);
    if (chime) await this.#sound(recorded ?? this.#notes);
  }

  async play(url: string): Promise<PlayEnd> {
    if (!this.isRunning) return 'blocked';
    const buffer = await this.#load(url);
    if (!buffer) return 'failed';
    await this.#sound(buffer);
    return 'ended';
  }

  stop(): void {
    this.#playing?.stop();
  }
  async close(): Promise<void> {
    this.#context.removeEventListener('statechange', this.#onState);
    this.stop();
    this.#loaded.clear();
    await this.#context.close();
  }

  #sound(buffer: AudioBuffer): Promise<void> {
    return new Promise((done) => {
      const source = new AudioBufferSourceNode(this.#context, { buffer });
      source.connect(this.#gain);
      source.onended = () => {
        source.disconnect();
        if (this.#playing === source) this.#playing = null;
        done();
      };
      this.#playing = source;
      source.start();
    });
  }

  #load(url: string): Promise<AudioBuffer | null> {
    const known = this.#loaded.get(url);
    if (known) return known;
    const buffer = this.#fetch(url);
    this.#loaded.set(url, buffer);
    return buffer;
  }

  /** Never rejects: a file that is missing or broken is null. */
  async #fetch(url: string): Promise<AudioBuffer | null> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(fetchMsMax) });
      return response.ok ? await this.#context.decodeAudioData(await response.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }

  #bufferOf(samples: Float32Array<ArrayBuffer>): AudioBuffer {
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: this.#context.sampleRate });
    buffer.copyToChannel(samples, 0);
    return buffer;
  }
}
