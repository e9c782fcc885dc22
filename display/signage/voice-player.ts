/**
 * Speaks what the voice queue says, one call after the other: chime, then the hall's WAV files, or the browser's own speech
 * when there are none or a file fails, or, where nothing can be heard, a caption for as long as people need to read it.
 *
 * Only sound is an act: nothing here is repeated to heal. Each step has a longest duration, because a speech engine that
 * never says it has ended must not silence the hall.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Locale } from '../../protocol/texts-types.ts';
import type { CallPart } from '../../protocol/views.ts';
import { playChime } from './chime.ts';
import { readingMs, type VoiceItem, type VoiceQueue, voiceArrive, voiceEnded, voiceTurn } from './voice-queue.ts';

/** Longest one sentence may take. */
const sentenceMsMax = 15_000;
const storageKey = 'hallkeeper.spoken';
/** Keys kept over a reload of the page; older calls are too old to speak anyway. */
const keptKeysMax = 40;

/** Is anything heard? `blocked` until the first touch where the browser forbids sound without one. */
export type SoundState = 'on' | 'blocked' | 'muted';

declare global {
  interface Window {
    /** For tests and for the curious: what the voice did with each call. */
    __hallkeeper?: { voice: readonly { readonly id: number; readonly state: string }[] };
  }
}

interface Sentence {
  readonly locale: Locale;
  readonly text: string;
}

export class VoicePlayer implements ReactiveController {
  /** What is being spoken now, for the caption band. */
  caption: Sentence | null = null;
  sound: SoundState = 'on';
  chime = true;
  readonly #host: ReactiveControllerHost;
  readonly #muted: boolean;
  readonly #audio = new Audio();
  readonly #heard: Set<string>;
  #context: AudioContext | null = null;
  #queue: VoiceQueue = [];
  #alive = false;

  constructor(host: ReactiveControllerHost, muted: boolean) {
    this.#host = host;
    this.#muted = muted;
    this.#heard = new Set(readKept());
    host.addController(this);
  }

  get speaking(): boolean {
    return this.#queue.some((item) => item.state === 'speaking');
  }

  hostConnected(): void {
    this.#alive = true;
    document.addEventListener('pointerdown', this.#onTouch);
    document.addEventListener('keydown', this.#onTouch);
    if (this.#muted) this.sound = 'muted';
    else {
      this.#context = new AudioContext();
      this.#context.addEventListener('statechange', this.#onContext);
      this.#onContext();
    }
    this.#publish();
  }
  hostDisconnected(): void {
    this.#alive = false;
    document.removeEventListener('pointerdown', this.#onTouch);
    document.removeEventListener('keydown', this.#onTouch);
    this.#audio.pause();
    globalThis.speechSynthesis?.cancel();
    void this.#context?.close();
    this.#context = null;
  }

  /** Takes in the calls of the view; `sinceMs` is how long ago they arrived. */
  take(calls: readonly CallPart[], sinceMs: number): void {
    this.#queue = voiceArrive(this.#queue, calls, sinceMs, performance.now(), this.#heard);
    this.#turn();
  }

  #turn(): void {
    if (!this.#alive) return;
    const { queue, speak } = voiceTurn(this.#queue, performance.now());
    this.#queue = queue;
    this.#publish();
    if (!speak) return;
    this.#keep(speak.key);
    void this.#speak(speak).finally(() => {
      this.#queue = voiceEnded(this.#queue, speak.key);
      this.caption = null;
      this.#turn();
      this.#host.requestUpdate();
    });
  }

  async #speak(item: VoiceItem): Promise<void> {
    const { call } = item;
    this.#say(call.say[0] ?? null);
    if (this.sound === 'on' && this.chime && this.#context) await within(playChime(this.#context), 3_000);
    let played = 0;
    for (const [index, sentence] of call.say.entries()) {
      this.#say(sentence);
      // One WAV a sentence; when there are more files than sentences the last caption stays for the rest.
      const files = index === call.say.length - 1 ? call.wavs.slice(played) : call.wavs.slice(played, played + 1);
      played += files.length;
      const startedAtMs = performance.now();
      const heard = await this.#utter(sentence, files, call.wavs.length > 0);
      const leftMs = readingMs(sentence.text) - (performance.now() - startedAtMs);
      if (leftMs > 0) await pause(heard ? Math.min(leftMs, 600) : leftMs);
    }
  }

  /** One sentence, aloud: its files, or the browser's own speech where there are none or one fails. False: nothing was heard. */
  async #utter(sentence: Sentence, files: readonly string[], hasFiles: boolean): Promise<boolean> {
    if (this.sound !== 'on') return false;
    let failed = !hasFiles;
    for (const url of files) {
      const end = await within(this.#play(url), sentenceMsMax);
      if (end === 'blocked') {
        this.sound = 'blocked';
        return false;
      }
      failed ||= end === 'failed';
    }
    if (!failed || !this.#alive) return true;
    return (await within(speakAloud(sentence.text, sentence.locale), sentenceMsMax)) ?? true;
  }

  #play(url: string): Promise<'ended' | 'failed' | 'blocked'> {
    return new Promise((done) => {
      this.#audio.onended = () => done('ended');
      this.#audio.src = url;
      // A file that is missing or cannot be read is rejected too: only the browser's own "no" means that a touch is needed.
      this.#audio.onerror = () => done('failed');
      this.#audio.play().catch((error: unknown) => done(isForbidden(error) ? 'blocked' : 'failed'));
    });
  }

  #say(sentence: Sentence | null): void {
    this.caption = sentence;
    this.#host.requestUpdate();
  }

  #publish(): void {
    const voice = this.#queue.map((item) => ({ id: item.call.id, state: item.state }));
    window.__hallkeeper = { voice };
    document.documentElement.dataset.voice = this.speaking ? 'speaking' : this.sound;
  }

  #keep(key: string): void {
    this.#heard.add(key);
    try {
      sessionStorage.setItem(storageKey, JSON.stringify([...this.#heard].slice(-keptKeysMax)));
    } catch {
      // Without storage a reload within 20 s of a call may repeat it: a small price.
    }
  }

  readonly #onTouch = (): void => {
    // A context that already runs says nothing of its state: it is asked again.
    void this.#context?.resume().then(this.#onContext, () => {});
  };
  readonly #onContext = (): void => {
    this.sound = this.#context?.state === 'running' ? 'on' : 'blocked';
    this.#publish();
    this.#host.requestUpdate();
  };
}

function isForbidden(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}

/** The browser's own speech; false at once where it has no voice at all, or when it fails. */
function speakAloud(text: string, locale: Locale): Promise<boolean> {
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
    words.rate = 0.9;
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

function readKept(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter((key): key is string => typeof key === 'string') : [];
  } catch {
    return [];
  }
}
