/**
 * Language of one page in one browser. The kiosk never remembers (the next person is another person); staff pages and the
 * phone do. Keeps `<html lang>` in step, so that the right glyphs and the right voice are used.
 */
import { type Locale, locales } from '../../protocol/texts-types.ts';

const key = 'hallkeeper.locale';

export function savedLocale(): Locale {
  const asked = new URLSearchParams(location.search).get('lang');
  const saved = asked ?? read() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');
  const locale = locales.find((one) => one === saved) ?? 'zh-CN';
  document.documentElement.lang = locale;
  return locale;
}

export function saveLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(key, locale);
  } catch {
    // A browser without storage only forgets the choice.
  }
}

export function otherLocale(locale: Locale): Locale {
  return locale === 'en' ? 'zh-CN' : 'en';
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
