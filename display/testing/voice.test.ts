/**
 * The voice of the board in a real Chromium: what is heard and what is read at the same time, and how long it takes from a
 * call to the first sound. The figure is printed and judged by people: a busy test machine says nothing about a Pi.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeWave } from '../../device/adapters/wav.ts';
import type { CallPart } from '../../protocol/views.ts';
import { openBrowser } from './browser.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { sampleScreen } from './sample-views.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const outDir = `${root}dist/display-voice-test`;
const rate = 22_050;
const wavSeconds = 0.8;
const waveFile = Buffer.from(
  writeWave({
    rate,
    samples: Float32Array.from(
      { length: rate * wavSeconds },
      (_, at) => 0.1 * Math.sin((2 * Math.PI * 440 * at) / rate),
    ),
  }),
);

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** What the page notes for the test: when a change came, and when each sound was started, with what stood in the band. */
interface Noted {
  readonly contexts: number;
  readonly deltas: readonly number[];
  readonly sounds: readonly { readonly atMs: number; readonly seconds: number; readonly caption: string }[];
  readonly fetched: readonly { readonly url: string; readonly atMs: number }[];
}
const notes = `{
  const noted = (window.noted = { contexts: 0, deltas: [], sounds: [], fetched: [] });
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (kind, run) {
    listen.call(this, kind, (event) => {
      if (kind === 'delta' && event.data.includes('"calls"')) noted.deltas.push(performance.now());
      run(event);
    });
  };
  const Context = AudioContext;
  window.AudioContext = class extends Context { constructor(...more) { super(...more); noted.contexts += 1; } };
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...more) {
    const atMs = performance.now();
    const seconds = this.buffer.duration;
    // The band is drawn in the same task as the sound is started, or in the next.
    setTimeout(() => noted.sounds.push({ atMs, seconds,
      caption: document.querySelector('hk-signage').shadowRoot.querySelector('.caption')?.textContent.trim() ?? '' }));
    return start.apply(this, more);
  };
  const ask = window.fetch;
  window.fetch = (url, ...more) => {
    if (String(url).includes('/voice/')) noted.fetched.push({ url: String(url), atMs: performance.now() });
    return ask(url, ...more);
  };
}`;

let browser: Browser;
let server: PageServer;
let page: Page;

beforeAll(async () => {
  await build({ configFile: `${root}vite.config.ts`, build: { outDir, emptyOutDir: true }, logLevel: 'error' });
  browser = await openBrowser(process.env.CHROMIUM_PATH);
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startPageServer(outDir);
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.route('**/api/voice/*.wav', (route) => route.fulfill({ contentType: 'audio/wav', body: waveFile }));
  await page.addInitScript(notes);
  await page.goto(`${server.url}/signage`);
  await page.getByText('欢迎光临').waitFor();
});
afterEach(async () => {
  await page.close();
  await server.close();
});

const noted = (): Promise<Noted> => page.evaluate('window.noted');
const voice = (): Promise<string> => page.evaluate('window.__hallkeeper.voice.map((one) => one.state).join()');

/** Calls at so many counters at the same moment, each with a sound for each sentence. */
function callAt(counters: readonly number[]): void {
  for (const [place, no] of counters.entries()) {
    server.hall.issue('A', `voice-${place}`);
    server.hall.act(no, 'call-next', {});
  }
  server.hall.calls = server.hall.calls.map(withSounds);
  server.changed();
}
function withSounds(call: CallPart): CallPart {
  const names = (form: string) => call.say.map(({ locale }) => `/api/voice/${locale}-${form}-${call.ticketNo}.wav`);
  const short = call.say.map(({ locale }) => ({ locale, text: `${locale} ${call.ticketNo} → ${call.counter}` }));
  return { ...call, wavs: names('whole'), more: { wavs: names('short'), say: short } };
}

describe('the voice of the board', () => {
  it('begins with a call, fetches its files at once, and says how long that took', async () => {
    callAt([1]);
    await expect.poll(voice, { timeout: 20_000 }).toBe('spoken');
    const { deltas, sounds, fetched, contexts } = await noted();
    expect(contexts).toBe(1);
    const [leadIn, chime, first] = sounds;
    const deltaMs = deltas[0] ?? 0;
    expect(sounds.map(({ seconds }) => Math.round(seconds * 10) / 10)).toEqual([0.3, 1.2, wavSeconds, wavSeconds]);
    // Both files were asked for before the chime was heard, not after it.
    expect(fetched).toHaveLength(2);
    for (const { atMs } of fetched) expect(atMs).toBeLessThan(chime?.atMs ?? 0);
    const since = (sound: { readonly atMs: number } | undefined) => `${Math.round((sound?.atMs ?? 0) - deltaMs)} ms`;
    process.stdout.write(
      `call to first sound: sound starts ${since(leadIn)} after the change came, chime ${since(chime)} (300 ms of it lead-in), voice ${since(first)}\n`,
    );
  });

  it('says three calls in one run with one chime, and the band reads what is heard', async () => {
    callAt([1, 2, 3]);
    await expect.poll(voice, { timeout: 40_000 }).toBe('spoken,spoken,spoken');
    const spoken = (await noted()).sounds.slice(2);
    expect(spoken.map(({ caption }) => caption)).toEqual([
      '请 A001 号到 1 号窗口办理。',
      'zh-CN A002 → 2',
      'zh-CN A003 → 3',
      'Ticket A 0 0 1, please go to counter 1.',
      'en A002 → 2',
      'en A003 → 3',
    ]);
    // One after the other, never over each other.
    for (const [place, sound] of spoken.entries()) {
      const before = spoken[place - 1];
      if (before) expect(sound.atMs - before.atMs).toBeGreaterThan(before.seconds * 1000 - 50);
    }
  });

  it('captions what is no call too, and says it after the calls', async () => {
    const say = [{ locale: 'zh-CN' as const, text: '大厅将在15分钟后结束营业' }];
    const announcements = [{ id: 'boot-1', ageMs: 0, wavs: ['/api/voice/closing.wav'], say }];
    server.hall.base = { ...server.hall.base, announcements };
    callAt([1]);
    await expect.poll(voice, { timeout: 20_000 }).toBe('spoken,spoken');
    expect((await noted()).sounds.map(({ caption }) => caption).slice(2)).toEqual([
      '请 A001 号到 1 号窗口办理。',
      'Ticket A 0 0 1, please go to counter 1.',
      // Lead-in, chime and voice of the announcement.
      ...Array.from({ length: 3 }, () => '大厅将在15分钟后结束营业'),
    ]);
  });

  it.each([false, true])('speaks with the browser where there are no files, slow: %s', async (slow) => {
    // The browser's speech as an engine that tells how fast it was asked to speak.
    await page.addInitScript(`{
      window.uttered = [];
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      Object.defineProperty(window, 'speechSynthesis', { value: {
        getVoices: () => [{ lang: 'zh-CN' }, { lang: 'en-GB' }],
        cancel() {},
        speak(words) {
          window.uttered.push({ text: words.text, rate: words.rate, atMs: performance.now() });
          setTimeout(() => words.onend());
        },
      } });
    }`);
    server.hall.screens.set('main', { ...sampleScreen('main'), slow });
    await page.goto(`${server.url}/signage`);
    await page.getByText('欢迎光临').waitFor();
    server.hall.issue('A', 'slow');
    server.hall.act(1, 'call-next', {});
    server.changed();
    await expect.poll(voice, { timeout: 20_000 }).toBe('spoken');
    const said: readonly { readonly text: string; readonly rate: number; readonly atMs: number }[] =
      await page.evaluate('window.uttered');
    expect(said.map(({ text, rate }) => [text, rate])).toEqual([
      ['请 A001 号到 1 号窗口办理。', slow ? 0.66 : 0.9],
      ['Ticket A 0 0 1, please go to counter 1.', slow ? 0.66 : 0.9],
    ]);
    const gapMs = (said[1]?.atMs ?? 0) - (said[0]?.atMs ?? 0);
    if (slow) expect(gapMs).toBeGreaterThan(900);
  });
});
