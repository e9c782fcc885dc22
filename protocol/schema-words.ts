/** Words for what a schema asks: forms instead of patterns, types as people call them. */
import type { Bilingual } from './texts-types.ts';

/** The form a pattern stands for, in words where a person would not read the pattern. */
export function formOf(pattern: string): Bilingual {
  return forms[pattern] ?? { zh: ` ${pattern}`, en: pattern };
}
const forms: Readonly<Record<string, Bilingual>> = {
  '^[a-z0-9-]{1,40}$': {
    zh: '小写字母、数字、连字符（如 hall-1）',
    en: 'lower-case letters, digits and hyphens, e.g. hall-1',
  },
  '^[A-Z]{1,3}$': { zh: '一到三个大写字母（如 A）', en: 'one to three capital letters, e.g. A' },
  '^[0-9]{3,8}$': { zh: '三到八位数字（如 1001）', en: 'three to eight digits, e.g. "1001"' },
  '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$': { zh: '时:分（如 "09:00"）', en: 'HH:MM, e.g. "09:00"' },
  '^\\d{4}-\\d{2}-\\d{2}$': { zh: '年-月-日（如 "2027-01-31"）', en: 'YYYY-MM-DD, e.g. "2027-01-31"' },
  '^\\d{4}-\\d{2}-\\d{2}T([01][0-9]|2[0-3]):[0-5][0-9]$': {
    zh: '年-月-日T时:分（如 "2027-01-31T09:00"）',
    en: 'YYYY-MM-DDTHH:MM, e.g. "2027-01-31T09:00"',
  },
  '^[A-Za-z0-9-]{1,40}$': { zh: '字母、数字、连字符', en: 'letters, digits and hyphens' },
  '^[A-Za-z0-9._:-]{1,64}$': { zh: '字母、数字和 . _ : -', en: 'letters, digits and . _ : -' },
  '^[^:\\s]+:[0-9]{1,5}$': { zh: '主机:端口（如 192.168.1.20:9100）', en: 'host:port, e.g. 192.168.1.20:9100' },
  '^https?://[^\\s]+$': { zh: '网址（如 http://hall.example.cn）', en: 'a web address, e.g. http://hall.example.cn' },
  '^(mqtts?|wss?)://[^\\s]+$': {
    zh: '中心地址（如 mqtts://centre.example.cn:8883）',
    en: 'a broker address, e.g. mqtts://centre.example.cn:8883',
  },
  '^[0-9A-F]{24}$': { zh: '24 位大写十六进制', en: '24 hexadecimal digits in capitals' },
  '^scrypt\\$[0-9]+\\$[0-9]+\\$[0-9]+\\$[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+$': {
    zh: ' `hallkeeper hash-pin` 生成的散列',
    en: 'the hash that `hallkeeper hash-pin` prints',
  },
};

/** What a JSON Schema type is called. */
export function typeName(type: string | undefined): Bilingual {
  return typeNames[type ?? ''] ?? { zh: '其他类型', en: 'another type' };
}
const typeNames: Readonly<Record<string, Bilingual>> = {
  object: { zh: '一组键值', en: 'a mapping of keys to values' },
  array: { zh: '列表', en: 'a list' },
  string: { zh: '文字（数字请加引号）', en: 'text (put digits in quotes)' },
  integer: { zh: '整数', en: 'a whole number' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: ' true 或 false', en: 'true or false' },
  null: { zh: '空', en: 'null' },
};
