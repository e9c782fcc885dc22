/**
 * ffprobe where it is installed: a second pair of eyes on a film that the own reader has recognised. It is told what kind of
 * file to expect and may open no other, so that a list disguised as a film leads nowhere; it has a time and an output limit.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FoundFilm } from '../drivers/media/found-media.ts';
import { createSlots } from './slots.ts';

const run = promisify(execFile);
const program = 'ffprobe';
/** A film is some ten reads; a card that is busy makes that a few seconds. */
const probeMsMax = 20_000;
const printedBytesMax = 1_000_000;
/** One at a time: a film that is checked must not take the hall's cores. */
const waitingMax = 8;
const asked = [
  'format=duration',
  'stream=codec_type,codec_name,level,pix_fmt,width,height,avg_frame_rate',
  'stream_disposition=attached_pic',
  'stream_side_data=rotation',
].join(':');

export interface Ffprobe {
  /** What it printed about the film, JSON; null when it failed or was too slow. Never rejects. */
  probe(path: string, container: FoundFilm['container']): Promise<string | null>;
}

/** Looks for ffprobe; null when it is not installed. */
export async function createFfprobe(): Promise<Ffprobe | null> {
  try {
    await run(program, ['-version'], { timeout: probeMsMax });
  } catch {
    return null;
  }
  const slots = createSlots(1, waitingMax);
  return {
    async probe(path, container) {
      const form = container === 'mp4' || container === 'mov' ? 'mov' : 'matroska';
      const limits = [
        '-protocol_whitelist',
        'file',
        '-f',
        form,
        '-probesize',
        '5000000',
        '-analyzeduration',
        '5000000',
      ];
      const what = ['-v', 'error', '-of', 'json', '-show_entries', asked];
      const options = { timeout: probeMsMax, maxBuffer: printedBytesMax, killSignal: 'SIGKILL' } as const;
      try {
        const answer = slots.run(() => run(program, [...what, ...limits, '-i', `file:${path}`], options));
        return answer && (await answer).stdout;
      } catch {
        return null;
      }
    },
  };
}
