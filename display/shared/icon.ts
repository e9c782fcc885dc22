/**
 * Icons of one set (Lucide), parsed once from the files of the package and cloned into place. An icon never stands alone:
 * there is always a word beside it, so it is hidden from readers.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import aLargeSmallSvg from 'lucide-static/icons/a-large-small.svg?raw';
import angrySvg from 'lucide-static/icons/angry.svg?raw';
import arrowLeftRightSvg from 'lucide-static/icons/arrow-left-right.svg?raw';
import arrowRightSvg from 'lucide-static/icons/arrow-right.svg?raw';
import badgeCheckSvg from 'lucide-static/icons/badge-check.svg?raw';
import bellSvg from 'lucide-static/icons/bell.svg?raw';
import bellRingSvg from 'lucide-static/icons/bell-ring.svg?raw';
import calendarClockSvg from 'lucide-static/icons/calendar-clock.svg?raw';
import circleAlertSvg from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheckSvg from 'lucide-static/icons/circle-check.svg?raw';
import circleParkingSvg from 'lucide-static/icons/circle-parking.svg?raw';
import circleQuestionMarkSvg from 'lucide-static/icons/circle-question-mark.svg?raw';
import circleXSvg from 'lucide-static/icons/circle-x.svg?raw';
import clockSvg from 'lucide-static/icons/clock.svg?raw';
import clockArrowDownSvg from 'lucide-static/icons/clock-arrow-down.svg?raw';
import coffeeSvg from 'lucide-static/icons/coffee.svg?raw';
import combineSvg from 'lucide-static/icons/combine.svg?raw';
import deleteSvg from 'lucide-static/icons/delete.svg?raw';
import doorClosedSvg from 'lucide-static/icons/door-closed.svg?raw';
import doorOpenSvg from 'lucide-static/icons/door-open.svg?raw';
import ellipsisSvg from 'lucide-static/icons/ellipsis.svg?raw';
import flaskConicalSvg from 'lucide-static/icons/flask-conical.svg?raw';
import frownSvg from 'lucide-static/icons/frown.svg?raw';
import hourglassSvg from 'lucide-static/icons/hourglass.svg?raw';
import languagesSvg from 'lucide-static/icons/languages.svg?raw';
import laughSvg from 'lucide-static/icons/laugh.svg?raw';
import lifeBuoySvg from 'lucide-static/icons/life-buoy.svg?raw';
import listChecksSvg from 'lucide-static/icons/list-checks.svg?raw';
import listPlusSvg from 'lucide-static/icons/list-plus.svg?raw';
import logOutSvg from 'lucide-static/icons/log-out.svg?raw';
import megaphoneSvg from 'lucide-static/icons/megaphone.svg?raw';
import mehSvg from 'lucide-static/icons/meh.svg?raw';
import monitorSvg from 'lucide-static/icons/monitor.svg?raw';
import pauseSvg from 'lucide-static/icons/pause.svg?raw';
import playSvg from 'lucide-static/icons/play.svg?raw';
import plugSvg from 'lucide-static/icons/plug.svg?raw';
import printerSvg from 'lucide-static/icons/printer.svg?raw';
import repeatSvg from 'lucide-static/icons/repeat.svg?raw';
import scissorsSvg from 'lucide-static/icons/scissors.svg?raw';
import serverSvg from 'lucide-static/icons/server.svg?raw';
import smileSvg from 'lucide-static/icons/smile.svg?raw';
import starSvg from 'lucide-static/icons/star.svg?raw';
import ticketSvg from 'lucide-static/icons/ticket.svg?raw';
import timerSvg from 'lucide-static/icons/timer.svg?raw';
import triangleAlertSvg from 'lucide-static/icons/triangle-alert.svg?raw';
import undo2Svg from 'lucide-static/icons/undo-2.svg?raw';
import unplugSvg from 'lucide-static/icons/unplug.svg?raw';
import userPlusSvg from 'lucide-static/icons/user-plus.svg?raw';
import userXSvg from 'lucide-static/icons/user-x.svg?raw';
import usersSvg from 'lucide-static/icons/users.svg?raw';
import volume2Svg from 'lucide-static/icons/volume-2.svg?raw';
import volumeXSvg from 'lucide-static/icons/volume-x.svg?raw';
import wifiOffSvg from 'lucide-static/icons/wifi-off.svg?raw';
import xSvg from 'lucide-static/icons/x.svg?raw';
import zapSvg from 'lucide-static/icons/zap.svg?raw';

const sources = {
  ticket: ticketSvg,
  printer: printerSvg,
  users: usersSvg,
  'list-checks': listChecksSvg,
  'calendar-clock': calendarClockSvg,
  clock: clockSvg,
  languages: languagesSvg,
  'a-large-small': aLargeSmallSvg,
  'life-buoy': lifeBuoySvg,
  'circle-check': circleCheckSvg,
  'triangle-alert': triangleAlertSvg,
  'wifi-off': wifiOffSvg,
  megaphone: megaphoneSvg,
  bell: bellSvg,
  'bell-ring': bellRingSvg,
  pause: pauseSvg,
  play: playSvg,
  'user-x': userXSvg,
  'arrow-right': arrowRightSvg,
  'arrow-left-right': arrowLeftRightSvg,
  'circle-parking': circleParkingSvg,
  'door-open': doorOpenSvg,
  'door-closed': doorClosedSvg,
  'log-out': logOutSvg,
  monitor: monitorSvg,
  star: starSvg,
  smile: smileSvg,
  laugh: laughSvg,
  meh: mehSvg,
  frown: frownSvg,
  angry: angrySvg,
  'volume-2': volume2Svg,
  'volume-x': volumeXSvg,
  repeat: repeatSvg,
  'flask-conical': flaskConicalSvg,
  plug: plugSvg,
  unplug: unplugSvg,
  server: serverSvg,
  scissors: scissorsSvg,
  'circle-x': circleXSvg,
  hourglass: hourglassSvg,
  x: xSvg,
  delete: deleteSvg,
  'circle-alert': circleAlertSvg,
  'badge-check': badgeCheckSvg,
  timer: timerSvg,
  'circle-question-mark': circleQuestionMarkSvg,
  'clock-arrow-down': clockArrowDownSvg,
  coffee: coffeeSvg,
  combine: combineSvg,
  ellipsis: ellipsisSvg,
  'list-plus': listPlusSvg,
  'undo-2': undo2Svg,
  'user-plus': userPlusSvg,
  zap: zapSvg,
} as const;

/** Icons that only the facilities page draws: it brings them along, so that the other pages do not carry them. */
export type FacilityIconName =
  | 'arrow-down'
  | 'arrow-left'
  | 'arrow-up'
  | 'calendar-days'
  | 'copy'
  | 'download'
  | 'film'
  | 'image'
  | 'list-video'
  | 'pencil'
  | 'plus'
  | 'refresh-cw'
  | 'send'
  | 'siren'
  | 'trash-2'
  | 'upload';
export type IconName = keyof typeof sources | FacilityIconName;

const added = new Map<string, string>();

export function addIcons(icons: Readonly<Record<FacilityIconName, string>>): void {
  for (const [name, source] of Object.entries(icons)) added.set(name, source);
}

const parsed = new Map<IconName, Element>();

function shapeOf(name: IconName): Node {
  let shape = parsed.get(name);
  if (!shape) {
    shape = new DOMParser().parseFromString(sourceOf(name), 'image/svg+xml').documentElement;
    parsed.set(name, shape);
  }
  return shape.cloneNode(true);
}

function sourceOf(name: IconName): string {
  return name in sources ? sources[name as keyof typeof sources] : (added.get(name) ?? sources['circle-alert']);
}

@customElement('hk-icon')
export class HallIcon extends LitElement {
  @property() name: IconName = 'circle-alert';

  static override styles = css`
    :host {
      display: inline-grid;
      flex: none;
      width: 1.3em;
      height: 1.3em;
      vertical-align: -0.28em;
    }
    svg {
      width: 100%;
      height: 100%;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render() {
    return html`${shapeOf(this.name)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hk-icon': HallIcon;
  }
}
