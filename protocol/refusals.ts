/**
 * Stable codes of every 'no' the hall can say, with their texts. A refusal is a domain answer shown to a person;
 * it changes nothing. `status` is the HTTP status of the answer; `act` says what to do next.
 * The codes are part of the public face: never rename one.
 */
import type { Bilingual } from './texts-types.ts';

export interface RefusalText {
  readonly status: number;
  readonly text: Bilingual;
}

export const refusals = {
  'service-unknown': {
    status: 404,
    text: { zh: '没有这项业务，请重新选择。', en: 'There is no such service. Please choose again.' },
  },
  'service-closed': {
    status: 409,
    text: { zh: '该业务暂停取号，请咨询工作人员。', en: 'This service is not open now. Please ask our staff.' },
  },
  'service-quota': {
    status: 409,
    text: {
      zh: '该业务今日号已取完，请改日再来或在网上预约。',
      en: "Today's tickets for this service are all taken. Please come another day or make an appointment.",
    },
  },
  'service-hours': {
    status: 409,
    text: {
      zh: '该业务现在不在受理时间，请看屏幕上的受理时间。',
      en: 'This service is not offered at this hour. Its hours are on the screen.',
    },
  },
  'service-paper-roll': {
    status: 409,
    text: { zh: '该业务请在号卷上撕取号码。', en: 'For this service please tear a number off the roll.' },
  },
  'service-not-closed': {
    status: 409,
    text: { zh: '该业务已在正常取号。', en: 'This service gives tickets already.' },
  },
  'service-twice': {
    status: 400,
    text: { zh: '同一业务只需选择一次。', en: 'The same service is named twice. Name each once.' },
  },
  'services-too-many': {
    status: 400,
    text: {
      zh: '一张号票的业务过多，请分开取号。',
      en: 'Too many services for one ticket. Take another ticket for the rest.',
    },
  },
  'day-closed': {
    status: 409,
    text: {
      zh: '今日取号已结束，请下一营业日再来。',
      en: 'No more tickets today. Please come on the next business day.',
    },
  },
  'day-not-closed': { status: 409, text: { zh: '今日取号没有结束。', en: 'The day has not been closed.' } },
  'day-not-next': {
    status: 409,
    text: {
      zh: '该日期不在当前营业日之后，请核对日期。',
      en: 'That date is not after the business day. Check the date.',
    },
  },
  'day-too-far': {
    status: 409,
    text: { zh: '该日期离当前营业日过远，请核对日期。', en: 'That date is too far ahead. Check the date.' },
  },
  'hall-closed': { status: 409, text: { zh: '大厅现在不在营业时间。', en: 'The hall is closed now.' } },
  'queue-full': {
    status: 409,
    text: { zh: '等候人数已满，请稍后再取号。', en: 'The queue is full. Please come back later.' },
  },
  'numbers-exhausted': {
    status: 409,
    text: { zh: '今天的号码已用完，请咨询工作人员。', en: 'No ticket numbers are left today. Please ask our staff.' },
  },
  'class-not-allowed': {
    status: 403,
    text: { zh: '优先号由工作人员核实后发放。', en: 'Priority is granted by our staff after a check.' },
  },
  'queue-empty': { status: 409, text: { zh: '没有人在等候。', en: 'Nobody is waiting.' } },
  'counter-unknown': { status: 404, text: { zh: '没有这个窗口。', en: 'There is no such counter.' } },
  'counter-not-open': {
    status: 409,
    text: { zh: '窗口未开放，请先开窗。', en: 'The counter is not open. Open it first.' },
  },
  'counter-paused': {
    status: 409,
    text: { zh: '窗口已暂停，请先恢复。', en: 'The counter is paused. Resume it first.' },
  },
  'counter-already-open': { status: 409, text: { zh: '窗口已开放。', en: 'The counter is open already.' } },
  'counter-taken': { status: 409, text: { zh: '窗口已由其他营业员使用。', en: 'Another clerk is at this counter.' } },
  'counter-busy': {
    status: 409,
    text: { zh: '窗口还有未办结的号票，请先办结。', en: 'The counter still has a ticket. Finish it first.' },
  },
  'counter-idle': { status: 409, text: { zh: '窗口当前没有号票。', en: 'There is no ticket at this counter.' } },
  'clerk-elsewhere': {
    status: 409,
    text: { zh: '您已在其他窗口登录，请先关闭该窗口。', en: 'You are at another counter. Close it first.' },
  },
  'ticket-unknown': { status: 404, text: { zh: '没有这张号票。', en: 'There is no such ticket.' } },
  'ticket-not-waiting': {
    status: 409,
    text: {
      zh: '该号票不在等候中，可能已被其他窗口呼叫。',
      en: 'The ticket is not waiting; another counter may have called it.',
    },
  },
  'ticket-not-called': { status: 409, text: { zh: '该号票未处于呼叫状态。', en: 'The ticket has not been called.' } },
  'ticket-not-serving': { status: 409, text: { zh: '该号票未在办理中。', en: 'The ticket is not being served.' } },
  'ticket-not-parked': { status: 409, text: { zh: '该号票未挂起。', en: 'The ticket is not parked.' } },
  'ticket-stale': {
    status: 409,
    text: {
      zh: '窗口的号票已变化，请看屏幕后重试。',
      en: 'The ticket at the counter has changed. Look at the screen and try again.',
    },
  },
  'ticket-ended': {
    status: 409,
    text: { zh: '该号票已结束。', en: 'The ticket has ended already. Give a new one.' },
  },
  'ticket-not-no-show': {
    status: 409,
    text: { zh: '该号票没有过号。', en: 'The ticket was not passed over.' },
  },
  'tolerance-over': {
    status: 409,
    text: {
      zh: '过号已久，不能恢复，请重新取号。',
      en: 'The number was passed too long ago. Please give a new ticket.',
    },
  },
  'recycle-limit': {
    status: 409,
    text: {
      zh: '已多次重排，请标记过号。',
      en: 'Put back often enough. Mark the ticket as no-show.',
    },
  },
  'class-unchanged': { status: 409, text: { zh: '该号票已是此类别。', en: 'The ticket has this class already.' } },
  'undo-nothing': {
    status: 409,
    text: { zh: '没有可撤销的操作。', en: 'There is nothing to take back.' },
  },
  'undo-too-late': {
    status: 409,
    text: {
      zh: '已超过撤销时间，请用重呼、点选或恢复。',
      en: 'Too late to take back. Call the ticket by hand or bring it back.',
    },
  },
  'undo-moved-on': {
    status: 409,
    text: {
      zh: '号票已有后续操作，不能撤销。',
      en: 'The ticket has moved on since; this cannot be taken back.',
    },
  },
  'transfer-nowhere': {
    status: 400,
    text: { zh: '请选择要转到的业务、窗口或营业员。', en: 'Say where to: a service, a counter or a clerk.' },
  },
  'transfer-closed': {
    status: 409,
    text: { zh: '对方窗口未开放，请转到业务。', en: 'That counter is closed. Hand the ticket to a service instead.' },
  },
  'clerk-absent': {
    status: 409,
    text: {
      zh: '该营业员不在任何窗口，请转到业务或窗口。',
      en: 'That clerk is at no counter. Hand the ticket to a service or a counter.',
    },
  },
  'cover-nothing': {
    status: 409,
    text: { zh: '本窗口没有代办业务。', en: 'This counter covers nothing now.' },
  },
  'cover-own': {
    status: 409,
    text: { zh: '本窗口本来就办理这些业务。', en: 'This counter serves these already.' },
  },
  'cover-too-long': {
    status: 400,
    text: { zh: '代办时间过长，请缩短。', en: 'That is too long a cover. Choose a shorter time.' },
  },
  'counter-armed': {
    status: 409,
    text: { zh: '窗口已设为自动呼叫。', en: 'The counter already waits for the next ticket.' },
  },
  'counter-not-armed': {
    status: 409,
    text: { zh: '窗口没有设为自动呼叫。', en: 'The counter does not wait for a ticket.' },
  },
  'somebody-waits': {
    status: 409,
    text: { zh: '有人在等候，请直接呼叫下一位。', en: 'Somebody is waiting. Call the next.' },
  },
  'roll-none': {
    status: 409,
    text: { zh: '该业务不使用号卷。', en: 'This service has no paper roll.' },
  },
  'appointment-unknown': {
    status: 404,
    text: {
      zh: '没有找到此预约码，请核对或咨询工作人员。',
      en: 'This appointment code was not found. Check it, or ask our staff.',
    },
  },
  'appointment-early': {
    status: 409,
    text: {
      zh: '还没到签到时间，请稍后再签到。',
      en: 'It is too early to check in. Please come back a little later.',
    },
  },
  'appointment-other-day': {
    status: 409,
    text: { zh: '该预约不是今天的。', en: 'This appointment is for another day.' },
  },
  'appointments-too-many': {
    status: 409,
    text: { zh: '预约数量超过上限。', en: 'More appointments than the hall can hold.' },
  },
  'appointment-invalid': {
    status: 400,
    text: { zh: '预约数据有误。', en: 'The list of appointments has a mistake.' },
  },
  'notice-unknown': { status: 404, text: { zh: '没有这条通知。', en: 'There is no such notice.' } },
  'notice-step': {
    status: 409,
    text: {
      zh: '该通知现在不能这样处理，请刷新后再看。',
      en: 'The notice is not at that step now. Look at it again.',
    },
  },
  'notice-own': {
    status: 403,
    text: {
      zh: '自己写的通知须由他人审核。',
      en: 'Somebody else must approve what you wrote.',
    },
  },
  'notice-others': {
    status: 403,
    text: {
      zh: '这条通知是别人写的，请由作者、班组长或设备管理员处理。',
      en: 'Somebody else wrote this notice. Its author, a team lead or facilities can do that.',
    },
  },
  'notice-over': {
    status: 409,
    text: { zh: '该通知的截止时间已过，请先修改。', en: 'The notice has ended already. Change its dates first.' },
  },
  'notice-fixed': {
    status: 409,
    text: {
      zh: '该通知写在配置文件中，请在文件中修改。',
      en: 'This notice stands in the configuration file. Change it there.',
    },
  },
  'content-of-centre': {
    status: 409,
    text: {
      zh: '这是中心下发的内容，不能在大厅修改。请复制一份，修改自己的那份；通知可以先撤下。',
      en: 'This came from the centre and is not changed here. Copy it and change the copy; a notice can be withdrawn.',
    },
  },
  'notices-too-many': {
    status: 409,
    text: { zh: '通知过多，请先删除不用的。', en: 'Too many notices. Withdraw some first.' },
  },
  'bus-unknown': { status: 404, text: { zh: '没有这条总线。', en: 'There is no such bus.' } },
  'bus-down': {
    status: 503,
    text: { zh: '总线没有连接，请检查数据线和转换器。', en: 'The bus is not connected. Check its cable and adapter.' },
  },
  'bus-busy': {
    status: 409,
    text: { zh: '总线正在查找设备或变更速率，请稍候。', en: 'The bus is being searched or changed. Wait a little.' },
  },
  'node-silent': {
    status: 504,
    text: { zh: '设备没有应答，请检查电源和接头。', en: 'The device does not answer. Check its power and its plug.' },
  },
  'node-refuses': {
    status: 409,
    text: {
      zh: '设备拒绝了。写入密钥或改地址前，请按住设备按钮5秒后上电，进入安装模式。',
      en: 'The device refuses. For a key or an address, hold its button for 5 s while switching it on.',
    },
  },
  'address-taken': {
    status: 409,
    text: { zh: '该地址已有设备在用。', en: 'Another device is in use at this address.' },
  },
  'keys-not-stored': {
    status: 503,
    text: { zh: '密钥无法保存，未写入设备。', en: 'The key cannot be stored, so it was not given to the device.' },
  },
  'screen-unknown': { status: 404, text: { zh: '没有这个显示屏。', en: 'There is no such screen.' } },
  'screen-without-voice': {
    status: 409,
    text: { zh: '这个显示屏不发声。', en: 'This screen does not speak. Choose another one.' },
  },
  'voice-sample-soon': {
    status: 409,
    text: { zh: '刚刚试听过，请稍候片刻。', en: 'A sample was spoken just now. Wait a moment.' },
  },
  'playlist-unknown': { status: 404, text: { zh: '没有这个播放列表。', en: 'There is no such playlist.' } },
  'playlists-too-many': {
    status: 409,
    text: { zh: '播放列表过多。', en: 'Too many playlists. Remove some first.' },
  },
  'media-unknown': { status: 404, text: { zh: '没有这个文件。', en: 'There is no such file.' } },
  'media-in-use': {
    status: 409,
    text: {
      zh: '该文件正在播放列表或通知中使用。',
      en: 'The file is used by a playlist or a notice. Take it out there first.',
    },
  },
  'media-too-many': {
    status: 409,
    text: { zh: '文件过多，请先删除不用的。', en: 'Too many files. Remove some first.' },
  },
  'content-too-long': {
    status: 400,
    text: { zh: '内容过长，请缩短文字或减少条目。', en: 'It is too long. Shorten the text or leave items out.' },
  },
  'id-twice': {
    status: 400,
    text: { zh: '同一编号出现了两次。', en: 'The same id stands in the list twice.' },
  },
  'calendar-too-long': {
    status: 400,
    text: { zh: '特殊日期过多。', en: 'Too many days that differ.' },
  },
  'times-wrong': {
    status: 400,
    text: { zh: '起止时间有误。', en: 'The end is before the beginning.' },
  },
  'recall-limit': {
    status: 409,
    text: { zh: '重呼次数已到上限，请标记过号。', en: 'Recalled often enough. Mark the ticket as no-show.' },
  },
  'next-too-soon': {
    status: 409,
    text: { zh: '请勿连续按键，稍候再呼叫下一位。', en: 'Pressed twice. Wait a moment before calling the next.' },
  },
  'reason-unknown': { status: 400, text: { zh: '请选择列表中的原因。', en: 'Choose a reason from the list.' } },
  'rating-not-open': { status: 409, text: { zh: '现在没有待评价的业务。', en: 'No rating is being asked for.' } },
  'rating-already-given': {
    status: 409,
    text: { zh: '本次业务已评价，谢谢。', en: 'This visit has been rated already. Thank you.' },
  },
  'visit-unknown': { status: 404, text: { zh: '没有这次业务记录。', en: 'There is no such visit.' } },
  'sign-in-failed': { status: 401, text: { zh: '工号或密码不正确。', en: 'Badge number or PIN is wrong.' } },
  'sign-in-paused': {
    status: 429,
    text: { zh: '尝试次数过多，请稍候再试。', en: 'Too many tries. Wait a little and try again.' },
  },
  'not-signed-in': { status: 401, text: { zh: '请先登录。', en: 'Sign in first.' } },
  'not-allowed': { status: 403, text: { zh: '您没有此操作的权限。', en: 'You are not allowed to do this.' } },
  'origin-refused': {
    status: 403,
    text: { zh: '请求来源不被接受。', en: 'The request came from another site and was refused.' },
  },
  'printer-not-ready': {
    status: 409,
    text: {
      zh: '打印机现在不能出纸，请先看设备页。',
      en: 'The printer gives no paper now. See the page of the devices first.',
    },
  },
  'too-many-requests': { status: 429, text: { zh: '操作过于频繁，请稍候。', en: 'Too many requests. Wait a little.' } },
  'body-invalid': { status: 400, text: { zh: '请求内容有误。', en: 'The request is not valid.' } },
  'body-too-large': { status: 413, text: { zh: '请求内容过大。', en: 'The request is too large.' } },
  'not-found': { status: 404, text: { zh: '没有找到。', en: 'Not found.' } },
  busy: { status: 503, text: { zh: '系统繁忙，请稍候再试。', en: 'The system is busy. Try again in a moment.' } },
  'storage-failed': {
    status: 503,
    text: {
      zh: '系统暂时无法保存，请联系工作人员。',
      en: 'The system cannot save at the moment. Please ask our staff.',
    },
  },
  'event-too-long': {
    status: 400,
    text: { zh: '内容过长，无法保存，请缩短。', en: 'It is too long to be kept. Please shorten it.' },
  },
  'shutting-down': {
    status: 503,
    text: { zh: '系统正在重启，请稍候。', en: 'The system is restarting. Please wait.' },
  },
  'firmware-file': {
    status: 422,
    text: { zh: '这不是完好的固件文件。', en: 'This is no whole firmware file.' },
  },
  'firmware-key': {
    status: 422,
    text: {
      zh: '本大厅没有这种型号设备的固件公钥。',
      en: 'This hall has no key for firmware of that model.',
    },
  },
  'firmware-signature': {
    status: 422,
    text: { zh: '固件签名不符，未采用。', en: 'The firmware is not signed by the one this hall trusts.' },
  },
  'firmware-bus': { status: 404, text: { zh: '没有这条总线。', en: 'There is no such bus.' } },
  'firmware-node': { status: 404, text: { zh: '总线上没有这个设备。', en: 'There is no such node on the bus.' } },
  'firmware-running': {
    status: 409,
    text: {
      zh: '该总线正在更新固件，请等待结束。',
      en: 'Firmware is being updated on this bus. Wait until it has ended.',
    },
  },
  'firmware-hours': {
    status: 409,
    text: {
      zh: '营业时间内不更新固件，请在闭厅后进行。',
      en: 'Firmware is not updated while the hall is open. Do it after closing.',
    },
  },
  'internal-error': {
    status: 500,
    text: { zh: '系统出错，已记录。', en: 'Something went wrong; it has been recorded.' },
  },
} as const satisfies Record<string, RefusalText>;

export type RefusalCode = keyof typeof refusals;

/** A refusal: the code, and what it was about (no personal data). */
export interface Refusal {
  readonly code: RefusalCode;
  /** Values the person needs, e.g. `{ counter: 3 }`. */
  readonly detail?: Readonly<Record<string, string | number>>;
}

export function refuse(code: RefusalCode, detail?: Readonly<Record<string, string | number>>): Refusal {
  return detail ? { code, detail } : { code };
}
