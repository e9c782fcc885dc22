/**
 * One file on its way to the hall, in pieces. A line that breaks is waited for, and the hall is asked how much of it has arrived; a page
 * that is opened again goes on with the same file where it was. It never sends a piece twice that the hall has.
 */
import type { MediaFinding } from '../../../protocol/media-findings.ts';
import type { Bilingual } from '../../../protocol/texts-types.ts';
import { callApi, LinkError, RefusalError, sendBytes, wordsOf } from '../../shared/api.ts';

/** Half of what the hall takes: a short line loses less. */
const pieceBytes = 2_097_152;
const retryMs = 2_000;

export type UploadState = 'sending' | 'waiting' | 'checking' | 'done' | 'refused' | 'stopped';

interface Standing {
  readonly id: string;
  readonly offset: number;
}

export class Upload {
  readonly name: string;
  readonly bytes: number;
  state: UploadState = 'sending';
  offset = 0;
  /** Why it was not taken, in words, and the line that mends it. */
  words: readonly Bilingual[] = [];
  mend: string | null = null;
  readonly #file: File;
  readonly #onChange: () => void;
  #id: string | null = null;

  constructor(file: File, onChange: () => void) {
    this.#file = file;
    this.name = file.name;
    this.bytes = file.size;
    this.#onChange = onChange;
  }

  get percent(): number {
    return this.bytes === 0 ? 0 : Math.floor((this.offset / this.bytes) * 100);
  }

  /** Sends until it is taken, refused or stopped. */
  async run(): Promise<void> {
    this.words = [];
    this.mend = null;
    this.#set('sending');
    while (this.state === 'sending' || this.state === 'waiting') {
      try {
        await this.#step();
      } catch (error) {
        if (this.#isStopped()) return;
        if (error instanceof LinkError || isPassing(error)) {
          this.#set('waiting');
          await new Promise((done) => setTimeout(done, retryMs));
        } else this.#refuse(error);
      }
    }
  }

  async stop(): Promise<void> {
    this.#set('stopped');
    this.#forget();
    if (this.#id) await callApi('DELETE', `media/uploads/${this.#id}`).catch(() => undefined);
  }

  async #step(): Promise<void> {
    if (this.#id === null) this.#take(await this.#begin());
    else if (this.state === 'waiting') this.#take(await callApi<Standing>('GET', `media/uploads/${this.#id}`));
    if (this.state === 'waiting') this.#set('sending');
    while (this.offset < this.bytes && this.state === 'sending') {
      const piece = this.#file.slice(this.offset, this.offset + pieceBytes);
      this.#take(await sendBytes<Standing>(`media/uploads/${this.#id}?offset=${this.offset}`, piece));
    }
    if (this.state !== 'sending') return;
    this.#set('checking');
    await this.#finish();
    this.#forget();
    this.#set('done');
  }

  /** The check of a long film takes a while, and an answer may be lost: the hall gives it again. */
  async #finish(): Promise<void> {
    for (;;) {
      try {
        return await callApi('POST', `media/uploads/${this.#id}/finish`, {});
      } catch (error) {
        if (!(error instanceof LinkError) && !isPassing(error)) throw error;
        await new Promise((done) => setTimeout(done, retryMs));
        if (this.#isStopped()) return;
      }
    }
  }

  async #begin(): Promise<Standing> {
    const known = this.#remembered();
    if (known !== null) {
      const standing = await callApi<Standing>('GET', `media/uploads/${known}`).catch((error: unknown) => {
        if (error instanceof RefusalError) return null;
        throw error;
      });
      if (standing) return standing;
    }
    return callApi<Standing>('POST', 'media/uploads', { name: this.name.slice(0, 120), bytes: this.bytes });
  }

  #take({ id, offset }: Standing): void {
    this.#id = id;
    this.offset = offset;
    this.#remember(id);
    this.#onChange();
  }

  #refuse(error: unknown): void {
    if (error instanceof RefusalError && error.code === 'upload-offset' && typeof error.values.offset === 'number') {
      this.offset = error.values.offset;
      return;
    }
    if (error instanceof RefusalError && error.code === 'upload-unknown') {
      this.#forget();
      this.#id = null;
    }
    const details = error instanceof RefusalError ? error.details : {};
    const findings = (Array.isArray(details.findings) ? details.findings : []) as readonly MediaFinding[];
    this.words = findings.length > 0 ? findings.map(({ text }) => text) : [wordsOf(error)];
    this.mend = typeof details.mend === 'string' ? details.mend : null;
    if (this.mend !== null || findings.length > 0) {
      this.#forget();
      this.#id = null;
      this.offset = 0;
    }
    this.#set('refused');
  }

  #set(state: UploadState): void {
    this.state = state;
    this.#onChange();
  }
  /** Asked anew after each wait: somebody may have pressed stop meanwhile. */
  #isStopped(): boolean {
    return this.state === 'stopped';
  }

  get #key(): string {
    return `hallkeeper.upload.${this.bytes}.${this.#file.lastModified}.${this.name}`;
  }
  #remembered(): string | null {
    try {
      return localStorage.getItem(this.#key);
    } catch {
      return null;
    }
  }
  #remember(id: string): void {
    try {
      localStorage.setItem(this.#key, id);
    } catch {
      // A browser without storage begins again after a reload.
    }
  }
  #forget(): void {
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // Nothing was kept.
    }
  }
}

/** The hall could not now, but will: busy with the last piece, or just restarting. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof RefusalError &&
    (error.status === 502 || error.status === 503 || error.status === 504) &&
    error.code !== 'uploads-full'
  );
}
