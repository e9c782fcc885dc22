/**
 * What is done to one of the four fixed layers: load a file so that its first frame is ready, wait for a frame that was really
 * produced, let go of the file. Only `src` ever changes; nothing is created.
 */
import type { ShownFilm } from '../../protocol/screen-views.ts';

export type Layer = HTMLVideoElement | HTMLImageElement;

/** No frame after this: a strike, and the next item. */
const firstFrameMsMax = 2_000;
/** A file that comes slowly, from a busy card, is waited for a little longer before it is asked to play. */
const loadMsMax = 6_000;

/** Loads a file into a hidden layer. Resolves to null when it can be shown, else to why not. */
export async function prepareLayer(layer: Layer, film: ShownFilm): Promise<string | null> {
  layer.src = film.url;
  if (layer instanceof HTMLImageElement) {
    return layer.decode().then(
      () => null,
      () => 'picture cannot be decoded',
    );
  }
  layer.muted = true;
  layer.load();
  return within(
    new Promise<string | null>((done) => {
      layer.onloadeddata = () => done(null);
      layer.onerror = () => done(errorOf(layer));
    }),
    loadMsMax,
    'not loaded in time',
  );
}

/** Starts a prepared layer. Resolves to null once a frame has been produced, else to why there was none. */
export async function startLayer(layer: Layer): Promise<string | null> {
  if (layer instanceof HTMLImageElement) return null;
  const frame = new Promise<string | null>((done) => {
    layer.requestVideoFrameCallback?.(() => done(null));
    layer.onplaying = () => done(null);
    layer.onerror = () => done(errorOf(layer));
  });
  layer.play().catch(() => undefined);
  return within(frame, firstFrameMsMax, 'no frame');
}

/** Removing `src` alone does not free the decoder. */
export function releaseLayer(layer: Layer): void {
  if (layer instanceof HTMLVideoElement) {
    layer.onended = null;
    layer.onerror = null;
    layer.onplaying = null;
    layer.onloadeddata = null;
    layer.muted = true;
    if (layer.hasAttribute('src')) {
      layer.removeAttribute('src');
      layer.load();
    }
  } else layer.removeAttribute('src');
}

function errorOf(video: HTMLVideoElement): string {
  const { code = 0, message = '' } = video.error ?? {};
  return `media error ${code} ${message}`.trim().slice(0, 80);
}

function within(work: Promise<string | null>, ms: number, otherwise: string): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<string>((done) => {
    timer = setTimeout(() => done(otherwise), ms);
  });
  return Promise.race([work, end]).finally(() => clearTimeout(timer));
}
