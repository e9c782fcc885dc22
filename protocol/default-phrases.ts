/** The pack that is always there. A pack file and a hall's own changes stand in place of single moments of it. */
import type { MomentPhrases, Phrasebook } from './phrases.ts';

export const defaultPackName = 'hallkeeper 1';

export const defaultParts: Phrasebook['parts'] = {
  early: { from: '05:00', to: '09:00' },
  noon: { from: '11:30', to: '13:30' },
  evening: { from: '17:00', to: '24:00' },
};

/** Calls are short all day, for a hall hears hundreds of them; only what is said now and then greets by the hour. */
export const defaultMoments: Required<MomentPhrases> = {
  call: {
    text: {
      'zh-CN': '请{letters}{number}号，到{counter}号窗口。',
      en: 'Ticket {letters}, {number}, please go to counter {counter}.',
    },
    festivals: [
      {
        day: '春节',
        text: {
          'zh-CN': '新春好，请{letters}{number}号，到{counter}号窗口。',
          en: 'Happy New Year. Ticket {letters}, {number}, please go to counter {counter}.',
        },
      },
    ],
  },
  recall: {
    text: {
      'zh-CN': '您好，再次呼叫，请{letters}{number}号，到{counter}号窗口。',
      en: 'Second call. Ticket {letters}, {number}, please go to counter {counter}.',
    },
  },
  'call-more': {
    text: {
      'zh-CN': '{letters}{number}号，到{counter}号窗口。',
      en: '{letters}, {number}, to counter {counter}.',
    },
  },
  ticket: {
    text: {
      'zh-CN': '您好，您的号码是{letters}{number}，请在休息区等候，谢谢。',
      en: 'Your number is {letters}, {number}. Please take a seat. Thank you.',
    },
  },
  rating: {
    text: { 'zh-CN': '请您对本次服务作出评价，谢谢。', en: 'Please rate this service. Thank you.' },
  },
  goodbye: {
    text: { 'zh-CN': '谢谢，请慢走。', en: 'Thank you. Goodbye.' },
    evening: { 'zh-CN': '谢谢，晚上好，请慢走。', en: 'Thank you. Good evening.' },
  },
  'long-wait': {
    text: {
      'zh-CN': '您好，持{letters}字号的客户，让您久等了，非常抱歉，我们正在加快办理，谢谢。',
      en: 'To all with tickets {letters}: we are sorry for the long wait and thank you for your patience.',
    },
    noon: {
      'zh-CN': '您好，持{letters}字号的客户，中午等候时间较长，让您久等了，非常抱歉，谢谢。',
      en: 'To all with tickets {letters}: waits are longer at noon. We are sorry, and thank you for your patience.',
    },
  },
  opening: {
    text: { 'zh-CN': '您好，欢迎光临，请先取号，谢谢。', en: 'Welcome. Please take a ticket first. Thank you.' },
    early: { 'zh-CN': '早上好，欢迎光临，请先取号，谢谢。', en: 'Good morning. Please take a ticket first.' },
  },
  'closing-soon': {
    text: {
      'zh-CN': '您好，大厅将在{minutes}分钟后结束营业，请已取号的客户留意叫号，谢谢。',
      en: 'The hall closes in {minutes} minutes. If you hold a ticket, please listen for your number. Thank you.',
    },
    evening: {
      'zh-CN': '晚上好，大厅将在{minutes}分钟后结束营业，请已取号的客户留意叫号，谢谢。',
      en: 'Good evening. The hall closes in {minutes} minutes. If you hold a ticket, please listen for your number.',
    },
  },
  pause: {
    text: {
      'zh-CN': '您好，{counter}号窗口暂停服务，请到其他窗口，谢谢。',
      en: 'Counter {counter} is paused. Please go to another counter. Thank you.',
    },
  },
};
