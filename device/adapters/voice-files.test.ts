import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callValues, defaultPhrasebook, phraseFor, wavName } from '../../protocol/announcement.ts';
import { hallConfigSchema } from '../../protocol/config.ts';
import type { SpeechMaker } from './espeak-voice.ts';
import { createHallVoice, type Voice } from './hall-voice.ts';
import { missingClips } from './missing-clips.ts';
import { clipsSchema, loadClips, stepsOf } from './voice-clips.ts';
import { loadPhrasePack, readVoiceFiles } from './voice-files.ts';
import { readWave, writeWave } from './wav.ts';
import { readYaml } from './yaml-file.ts';

const rate = 16_000;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-clips-'));
  mkdirSync(join(folder, 'zh'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const words = ['请', 'A', '0', '3', '号', '到', '2', '号窗口'] as const;

/** A clip of 0.2 s with silence around it; the pitch tells clips apart. */
function recordClip(name: string, hertz: number, itsRate = rate): void {
  const samples = Float32Array.from({ length: Math.round(itsRate * 0.4) }, (_, at) =>
    at > itsRate * 0.1 && at < itsRate * 0.3 ? 0.1 * Math.sin((2 * Math.PI * hertz * at) / itsRate) : 0,
  );
  writeFileSync(join(folder, name), writeWave({ rate: itsRate, samples }));
}

function recordVoice(said: readonly string[] = words): void {
  const lines = said.map((says, index) => {
    recordClip(`zh/${index}.wav`, 300 + 50 * index);
    return `  - { file: zh/${index}.wav, language: zh-CN, says: "${says}" }`;
  });
  recordClip('chime.wav', 900, 44_100);
  const head = ['version: 1', 'name: Test voice', 'chime: chime.wav', 'clips:'];
  writeFileSync(join(folder, 'manifest.yaml'), `${[...head, ...lines].join('\n')}\n`);
}

const call = { locale: 'zh-CN', moment: 'call', variant: 'day', values: callValues('A003', 2) } as const;
const sentence = phraseFor(defaultPhrasebook, call) ?? { locale: 'zh-CN' as const, text: '', pieces: [] };

describe('a folder of clips', () => {
  it('says a sentence from its pieces, and takes more time over it in the slow manner', async () => {
    recordVoice();
    const read = loadClips(folder);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const wave = await read.clips.sentence(sentence, false);
    // Nine clips of 0.2 s, a pause between each, a longer one at the comma and at the end.
    expect((wave?.samples.length ?? 0) / rate).toBeGreaterThan(9 * 0.2 + 9 * 0.05 + 2 * 0.17);
    expect((wave?.samples.length ?? 0) / rate).toBeLessThan(3);
    const slow = await read.clips.sentence(sentence, true);
    expect((slow?.samples.length ?? 0) / (wave?.samples.length ?? 1)).toBeGreaterThan(1.3);
  });

  it('is told what this hall needs besides, and how loud each clip was found', () => {
    recordVoice();
    const read = loadClips(folder);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const named = { name: { zh: '', en: '' }, minutes: 5 };
    const services = [
      { id: 'A', ...named },
      { id: 'K', ...named },
    ];
    const signage = { voice: { languages: ['zh-CN' as const], chime: true } };
    const missing = missingClips(read.clips, { services, signage }, defaultPhrasebook);
    const saysOf = (kind: string) => missing.filter((one) => one.kind === kind).map(({ says }) => says);
    expect(saysOf('letters')).toEqual(['K']);
    expect(saysOf('number')).toEqual(['1', '4', '5', '6', '7', '8', '9']);
    expect(saysOf('words')).toEqual(['新春好', '您好', '再次呼叫']);
    expect(missing.every(({ language }) => language === 'zh-CN')).toBe(true);
    // A tone of 0.1 of full scale: −23 dB.
    expect(read.clips.files[0]).toMatchObject({ file: 'zh/0.wav', says: '请' });
    expect(read.clips.files[0]?.loudnessDb).toBeCloseTo(-23, 0);
  });

  it('says nothing when one piece is missing', async () => {
    recordVoice(words.filter((says) => says !== '3'));
    const read = loadClips(folder);
    expect(read.ok && (await read.clips.sentence(sentence, false))).toBeNull();
  });

  it('is refused with another rate, a file that is no WAV, a file that is not there; each with its line', () => {
    recordVoice();
    recordClip('zh/1.wav', 440, 22_050);
    writeFileSync(join(folder, 'zh/2.wav'), 'no sound');
    rmSync(join(folder, 'zh/3.wav'));
    const read = loadClips(folder);
    const told = read.ok
      ? []
      : read.problems.map(({ problem }) => `${problem.line} ${problem.path} ${problem.message.en}`);
    expect(told).toEqual([
      expect.stringMatching(/^6 clips\[1\]\.file zh\/1\.wav: it has 22050 Hz and the clips before it 16000; .*sox/),
      expect.stringMatching(/^7 clips\[2\]\.file zh\/2\.wav: it is no WAV file; .*sox/),
      expect.stringMatching(/^8 clips\[3\]\.file zh\/3\.wav: the file cannot be read/),
    ]);
  });

  it.each(['../secret.wav', '/etc/passwd', 'zh/../../x.wav'])('never leaves itself: %s', (name) => {
    recordVoice();
    const path = join(folder, 'manifest.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('zh/0.wav', name));
    const read = loadClips(folder);
    expect(read.ok ? [] : read.problems.map(({ problem }) => problem.code)).toEqual(['form-wrong']);
  });

  it('changes the names of the sounds when a clip is recorded anew', () => {
    recordVoice();
    const stamps = [0, 1].map((round) => {
      if (round === 1) recordClip('zh/4.wav', 600);
      return readVoiceFiles({ clips: folder }).book.stamp;
    });
    expect(new Set(stamps).size).toBe(2);
  });
});

describe('the voice of the hall', () => {
  const asked: string[] = [];
  const espeak: SpeechMaker = {
    sentence: async ({ text }) => {
      asked.push(text);
      return { rate: 22_050, samples: new Float32Array(2_205).fill(0.1) };
    },
  };
  async function voiceOf(): Promise<{ voice: Voice; nameOf: (no: string) => string }> {
    asked.length = 0;
    const { book, clips, slow } = readVoiceFiles({ clips: folder });
    const voice = await createHallVoice({ folder: join(folder, 'made'), book, clips, espeak, slow });
    if (!voice) throw new Error('there is a voice');
    return { voice, nameOf: (no) => wavName(book, { ...call, values: callValues(no, 2) }) };
  }
  const rateOf = (path: string | null) => {
    const read = readWave(readFileSync(path ?? ''));
    return read.ok ? read.wave.rate : 0;
  };

  it('takes the clips where they can say the whole sentence, and makes the others as a whole', async () => {
    recordVoice();
    const { voice, nameOf } = await voiceOf();
    expect(rateOf(await voice.wav(nameOf('A003')))).toBe(rate);
    expect(asked).toEqual([]);
    expect(rateOf(await voice.wav(nameOf('A004')))).toBe(22_050);
    expect(asked).toEqual(['请A零零四号，到2号窗口。']);
  });

  it('has the recorded chime, under its own name only', async () => {
    recordVoice();
    const { voice } = await voiceOf();
    expect(rateOf(await voice.wav(voice.chime ?? ''))).toBe(44_100);
    expect(await voice.wav('chime-00000000')).toBeNull();
  });
});

describe('a phrase pack', () => {
  const good = 'version: 1\nname: Own\nmoments:\n  goodbye:\n    text: { zh-CN: 再见, en: Goodbye }\n';

  it('stands in place of single moments', () => {
    writeFileSync(join(folder, 'pack.yaml'), good);
    const { book, problems } = readVoiceFiles({ pack: join(folder, 'pack.yaml') });
    expect(problems).toEqual([]);
    expect([book.name, book.moments.goodbye.text['zh-CN']]).toEqual(['Own', '再见']);
    expect(book.moments.call).toEqual(defaultPhrasebook.moments.call);
  });

  it.each<readonly [string, string, string]>([
    [good.replace('再见', '你等着'), '5 moments.goodbye.text.zh-CN', 'forbidden phrase “等着”'],
    [good.replace(', en: Goodbye', ''), '5 moments.goodbye.text', 'goodbye / text / en: this language is missing'],
    [
      good.replace('Goodbye', '"Bye {number}"'),
      '5 moments.goodbye.text.en',
      'must hold exactly the placeholders (none)',
    ],
    [`${good}forbidden: [Good bye, 再 见]\n`, '5 moments.goodbye.text.zh-CN', 'forbidden phrase “再 见”'],
    [good.replace('goodbye', 'goodby'), '4 moments.goodby', 'did you mean goodbye?'],
    [good.replace('version: 1', 'version: 2'), '1 version', '1'],
    ['', '1 ', 'is empty; write version, name and moments'],
  ])('is refused with line and path: %#', (text, where, words) => {
    const read = loadPhrasePack(text, 'pack.yaml');
    const [first = ''] = read.ok ? [] : read.problems.map((one) => `${one.line} ${one.path}: ${one.message.en}`);
    expect(first).toContain(`${where}: `);
    expect(first).toContain(words);
  });

  it('that is wrong leaves the hall its built-in phrases, and is told', () => {
    const { book, problems } = readVoiceFiles({ pack: join(folder, 'none.yaml'), clips: join(folder, 'none') });
    expect(book.moments).toEqual(defaultPhrasebook.moments);
    expect(problems.map(({ problem }) => problem.code)).toEqual(['file-missing', 'file-missing']);
  });

  it("binds the hall's own phrases too", () => {
    writeFileSync(join(folder, 'pack.yaml'), `${good}forbidden: [亲]\n`);
    const goodbye = { text: { 'zh-CN': '亲，再见', en: 'Goodbye' } };
    const { book, problems } = readVoiceFiles({ pack: join(folder, 'pack.yaml'), phrases: { goodbye } });
    expect(problems.map(({ file, problem }) => [file, problem.path])).toEqual([
      [null, 'voice.phrases.goodbye.text.zh-CN'],
    ]);
    expect(book.moments.goodbye.text['zh-CN']).toBe('再见');
  });
});

describe('docs/voice.md', () => {
  const page = readFileSync(new URL('../../docs/voice.md', import.meta.url), 'utf8');
  const [hall = '', pack = '', manifest = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(
    (match) => match[1] ?? '',
  );

  it('shows a configuration, a pack and a manifest that are good', () => {
    const read = loadPhrasePack(pack, 'docs');
    expect(read).toMatchObject({ ok: true, pack: { name: 'Riverside 2026' } });
    for (const [schema, text] of [
      [
        hallConfigSchema.properties.voice,
        hall.slice(hall.indexOf('\n') + 1, hall.indexOf('signage:')).replace(/^ {2}/gm, ''),
      ],
      [clipsSchema, manifest],
    ] as const)
      expect(readYaml(schema, text, 'docs', { zh: '', en: '' })).toMatchObject({ ok: true });
  });

  it.each(['call', 'recall', 'call-more'] as const)('names clips enough for the built-in %s in Chinese', (moment) => {
    const said = ['请', 'A', ...'0123456789', '号', '到', '号窗口', '您好', '再次呼叫'];
    const clips = new Map(said.map((says) => [says.toLowerCase(), says]));
    const { pieces } = phraseFor(defaultPhrasebook, { ...call, moment }) ?? { pieces: [] };
    expect(
      stepsOf(pieces, clips)
        ?.filter((step) => step !== 'pause')
        .join(''),
    ).toMatch(/A003号到2号窗口$/);
  });
});
