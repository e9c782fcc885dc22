/** The voice of the small hall, with the rule of the sample, and its calendar; tests change both at will. */
import { defaultPhrasebook } from '../../protocol/announcement.ts';
import { sampleSentences } from '../../protocol/voice-sample.ts';
import type { VoiceView } from '../../protocol/voice-views.ts';
import { sampleCalendar, sampleVoice } from './sample-voice.ts';
import { SmallRefusal } from './small-state.ts';

export class SmallVoice {
  view: Omit<VoiceView, 'hall'> = sampleVoice();
  calendar = sampleCalendar();
  /** What the page asked the calendar for, newest last. */
  readonly asked: string[] = [];
  #sampled = false;

  /** The second one is always too soon. */
  sample(screen: string, badge: string, role: string): void {
    if (role === 'clerk') throw new SmallRefusal('not-allowed');
    if (this.#sampled) throw new SmallRefusal('voice-sample-soon');
    this.#sampled = true;
    const say = sampleSentences(defaultPhrasebook, ['zh-CN', 'en']).map(({ locale, text }) => ({ locale, text }));
    const one = { id: 's-1', kind: 'sample', wallMs: Date.now(), say, screen, by: badge } as const;
    this.view = { ...this.view, said: [one, ...this.view.said] };
  }
}
