/**
 * WAV files as samples and back: 16-bit PCM, one channel or two mixed into one. Bytes in, samples out; what is something else
 * is refused in words that say how to convert it. It opens no file and never throws on foreign bytes.
 */
export interface Wave {
  readonly rate: number;
  /** One channel, -1 to 1. */
  readonly samples: Float32Array;
}
export type WaveRead = { readonly ok: true; readonly wave: Wave } | { readonly ok: false; readonly why: string };

const headerBytes = 44;
const pcm = 1;
/** The same samples behind a longer header, as some recorders write it. */
const extensible = 0xfffe;
const full = 32_768;

export function readWave(bytes: Uint8Array): WaveRead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE') return no('it is no WAV file');
  let format: { readonly channels: number; readonly rate: number } | null = null;
  // Chunks start at even places; one that claims more than there is ends with the file.
  for (let at = 12; at + 8 <= bytes.length; ) {
    const tag = tagAt(view, at);
    const size = Math.min(view.getUint32(at + 4, true), bytes.length - at - 8);
    if (tag === 'fmt ' && size >= 16) {
      const kind = view.getUint16(at + 8, true);
      const channels = view.getUint16(at + 10, true);
      const rate = view.getUint32(at + 12, true);
      const bits = view.getUint16(at + 22, true);
      if ((kind !== pcm && kind !== extensible) || bits !== 16)
        return no(`its samples are not 16-bit PCM (${bits} bits)`);
      if (channels !== 1 && channels !== 2) return no(`it has ${channels} channels`);
      if (rate < 8_000 || rate > 48_000) return no(`its rate of ${rate} Hz is not from 8000 to 48000`);
      format = { channels, rate };
    } else if (tag === 'data') {
      if (!format) return no('its format comes after its samples');
      return { ok: true, wave: { rate: format.rate, samples: samplesOf(view, at + 8, size, format.channels) } };
    }
    at += 8 + size + (size % 2);
  }
  return no('it holds no samples');
}

export function writeWave({ rate, samples }: Wave): Uint8Array {
  const bytes = new Uint8Array(headerBytes + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string) => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  };
  tag(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, pcm, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries())
    view.setInt16(headerBytes + index * 2, Math.max(-full, Math.min(full - 1, Math.round(sample * full))), true);
  return bytes;
}

function samplesOf(view: DataView, from: number, size: number, channels: number): Float32Array {
  const count = Math.floor(size / (2 * channels));
  const samples = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1)
      sum += view.getInt16(from + (index * channels + channel) * 2, true);
    samples[index] = sum / channels / full;
  }
  return samples;
}

function tagAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function no(why: string): WaveRead {
  return { ok: false, why };
}
