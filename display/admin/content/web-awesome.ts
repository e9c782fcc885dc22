/**
 * The parts of Web Awesome that the facilities page uses, cherry-picked, with icons of our own and Chinese words. Its own icon
 * libraries would ask a host of its maker, or addresses that the content policy forbids: both are replaced before any is drawn.
 */
import '@awesome.me/webawesome/dist/components/checkbox/checkbox.js';
import '@awesome.me/webawesome/dist/components/copy-button/copy-button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import '@awesome.me/webawesome/dist/components/switch/switch.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import '@awesome.me/webawesome/dist/translations/zh-cn.js';
import checkUrl from 'lucide-static/icons/check.svg?url';
import chevronDownUrl from 'lucide-static/icons/chevron-down.svg?url';
import chevronLeftUrl from 'lucide-static/icons/chevron-left.svg?url';
import chevronRightUrl from 'lucide-static/icons/chevron-right.svg?url';
import copyUrl from 'lucide-static/icons/copy.svg?url';
import minusUrl from 'lucide-static/icons/minus.svg?url';
import xUrl from 'lucide-static/icons/x.svg?url';

/** Names that its parts ask for, and our files. */
const iconUrls: Readonly<Record<string, string>> = {
  check: checkUrl,
  'chevron-down': chevronDownUrl,
  'chevron-left': chevronLeftUrl,
  'chevron-right': chevronRightUrl,
  copy: copyUrl,
  indeterminate: minusUrl,
  minus: minusUrl,
  xmark: xUrl,
  'circle-xmark': xUrl,
};

/** A name that we do not know draws nothing; it never asks elsewhere. */
const resolver = (name: string): string => iconUrls[name] ?? '';
for (const library of ['default', 'system']) registerIconLibrary(library, { resolver });
