/** Icons that only the facilities page draws, of the same set as the others. */
import arrowDownSvg from 'lucide-static/icons/arrow-down.svg?raw';
import arrowLeftSvg from 'lucide-static/icons/arrow-left.svg?raw';
import arrowUpSvg from 'lucide-static/icons/arrow-up.svg?raw';
import calendarDaysSvg from 'lucide-static/icons/calendar-days.svg?raw';
import copySvg from 'lucide-static/icons/copy.svg?raw';
import downloadSvg from 'lucide-static/icons/download.svg?raw';
import filmSvg from 'lucide-static/icons/film.svg?raw';
import imageSvg from 'lucide-static/icons/image.svg?raw';
import listVideoSvg from 'lucide-static/icons/list-video.svg?raw';
import pencilSvg from 'lucide-static/icons/pencil.svg?raw';
import plusSvg from 'lucide-static/icons/plus.svg?raw';
import refreshCwSvg from 'lucide-static/icons/refresh-cw.svg?raw';
import sendSvg from 'lucide-static/icons/send.svg?raw';
import sirenSvg from 'lucide-static/icons/siren.svg?raw';
import trash2Svg from 'lucide-static/icons/trash-2.svg?raw';
import uploadSvg from 'lucide-static/icons/upload.svg?raw';
import { addIcons } from '../../shared/icon.ts';

addIcons({
  'arrow-down': arrowDownSvg,
  'arrow-left': arrowLeftSvg,
  'arrow-up': arrowUpSvg,
  'calendar-days': calendarDaysSvg,
  copy: copySvg,
  download: downloadSvg,
  film: filmSvg,
  image: imageSvg,
  'list-video': listVideoSvg,
  pencil: pencilSvg,
  plus: plusSvg,
  'refresh-cw': refreshCwSvg,
  send: sendSvg,
  siren: sirenSvg,
  'trash-2': trash2Svg,
  upload: uploadSvg,
});
