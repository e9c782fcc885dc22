/** The three small languages of a profile: hex bytes, templates with fields in braces, patterns with `??` and `*`. */

export function bytesOf(text: string): number[] {
  return text.split(' ').map((word) => Number.parseInt(word, 16));
}

export function hexOf(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

/** Names in braces, in order. */
export function namesIn(template: string): string[] {
  return template.split(' ').flatMap((word) => (word.startsWith('{') ? [word.slice(1, -1)] : []));
}

/** Bytes of a template; a name that gives nothing adds nothing. */
export function fillTemplate(template: string, field: (name: string) => ArrayLike<number>): number[] {
  return template
    .split(' ')
    .flatMap((word) => (word.startsWith('{') ? Array.from(field(word.slice(1, -1))) : [Number.parseInt(word, 16)]));
}

/** `* 0C` matches data that ends so; `11 ??` exactly two bytes. */
export function matchesPattern(pattern: string, data: Uint8Array): boolean {
  const words = pattern.split(' ');
  const isOpen = words[0] === '*';
  const fixed = isOpen ? words.slice(1) : words;
  if (isOpen ? data.length < fixed.length : data.length !== fixed.length) return false;
  const skip = data.length - fixed.length;
  return fixed.every((word, at) => word === '??' || Number.parseInt(word, 16) === data[skip + at]);
}
