/** What ffprobe prints is put over what was read; nonsense in it changes nothing and never throws. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withProbe } from './ffprobe-facts.ts';
import type { FoundFilm } from './found-media.ts';
import { judgeMedia } from './judge-media.ts';
import { readMedia } from './read-media.ts';
import { makeFilm, runOver } from './testing-files.ts';

const file = makeFilm();
const film = runOver(readMedia(file.length), file).result as FoundFilm;

it('believes ffprobe about the streams and the own reader about the order of the parts', () => {
  const printed = JSON.stringify({
    format: { duration: '2.000000' },
    streams: [
      { codec_type: 'video', codec_name: 'mjpeg', disposition: { attached_pic: 1 } },
      {
        codec_type: 'video',
        codec_name: 'h264',
        width: 1280,
        height: 720,
        pix_fmt: 'yuv422p10le',
        level: 52,
        avg_frame_rate: '60000/1001',
        side_data_list: [{ side_data_type: 'Display Matrix', rotation: -90 }],
      },
      { codec_type: 'audio', codec_name: 'opus' },
    ],
  });
  const found = withProbe({ ...film, faststart: false }, printed);
  expect(found.video).toMatchObject({ chroma: '4:2:2', bitDepth: 10, rotation: 90, width: 1280 });
  const verdict = judgeMedia(found, 'a.mp4');
  expect(verdict.ok ? [] : verdict.findings.map(({ code }) => code)).toEqual([
    ...['not-faststart', 'colours-not-8bit-420', 'level-above-4-1', 'frames-above-30', 'film-rotated', 'sound-not-aac'],
  ]);
});

it('is not moved by nonsense', () => {
  for (const printed of ['', '{', '[]', '{"streams": 4}', '{"streams": [null, 3]}'])
    expect(withProbe(film, printed)).toEqual(film);
  const stream = fc.record(
    {
      codec_type: fc.constantFrom('video', 'audio'),
      codec_name: fc.jsonValue(),
      width: fc.jsonValue(),
      level: fc.jsonValue(),
      pix_fmt: fc.string(),
      avg_frame_rate: fc.string(),
      side_data_list: fc.array(fc.record({ rotation: fc.double() })),
    },
    { requiredKeys: ['codec_type'] },
  );
  fc.assert(
    fc.property(fc.array(stream), fc.jsonValue(), (streams, format) => {
      judgeMedia(withProbe(film, JSON.stringify({ streams, format })), 'a');
    }),
    { seed: 3 },
  );
});
