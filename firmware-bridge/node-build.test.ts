/** The C reference node compiles without a warning anywhere, fits into its microcontroller, says the numbers of `protocol`, stands rubbish. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as codes from '../protocol/bus/bus-codes.ts';
import * as limits from '../protocol/bus/bus-limits.ts';
import { decodeBusReply } from '../protocol/bus/bus-reply.ts';
import { decodeBusRequest } from '../protocol/bus/bus-request.ts';
import { BUS_UID_BYTES } from '../protocol/bus/bus-uid.ts';
import { buildNode, hasProgram, nodeFolder, nodeSources, nodeWarnings } from '../tests/node-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'hallkeeper-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `callNumber` in BUS_KEY is HK_KEY_CALL_NUMBER. */
function macroOf(group: string, name: string): string {
  return `HK_${group}${group === '' ? '' : '_'}${name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`;
}

function expectedNumbers(): Map<string, number> {
  const numbers = new Map<string, number>();
  const groups: Record<string, Readonly<Record<string, number>>> = {
    REQUEST: codes.BUS_REQUEST,
    REPLY: codes.BUS_REPLY,
    NAK: codes.BUS_NAK,
    CONDITION: codes.BUS_CONDITION,
    CHANNEL_LABEL: codes.BUS_CHANNEL_LABEL,
    FW_OP: codes.BUS_FW_OP,
    FW_STATUS: codes.BUS_FW_STATUS,
    ID_FLAG: codes.BUS_ID_FLAG,
    KEY_ACTION: codes.BUS_KEY_ACTION,
    SOUND: codes.BUS_SOUND,
    STATE_FLAG: codes.BUS_STATE_FLAG,
    CHARSET: codes.BUS_CHARSET,
    FEATURE: codes.BUS_FEATURE,
  };
  for (const [group, members] of Object.entries(groups)) {
    for (const [name, value] of Object.entries(members)) numbers.set(macroOf(group, name), value);
  }
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value === 'number') numbers.set(name.replace('BUS_', 'HK_'), value);
  }
  numbers.set('HK_BROADCAST', codes.BUS_BROADCAST);
  numbers.set('HK_UNPROVISIONED', codes.BUS_UNPROVISIONED);
  numbers.set('HK_ALL', codes.BUS_ALL);
  numbers.set('HK_UID_BYTES', BUS_UID_BYTES);
  // A payload far too long is answered with the length that is right.
  for (const [name, type] of Object.entries(codes.BUS_REQUEST)) {
    const long = decodeBusRequest(type, new Uint8Array(name === 'text' ? 0 : name === 'fw' ? 1 : 241));
    if (!long.ok) numbers.set(macroOf('LENGTH', name), long.detail);
  }
  for (const [name, type] of Object.entries(codes.BUS_REPLY)) {
    const short = decodeBusReply(type, new Uint8Array(name === 'ack' ? 1 : 0));
    if (!short.ok) numbers.set(macroOf('REPLY_LENGTH', name), short.detail);
  }
  numbers.set('HK_REPLY_LENGTH_STATE', 15); // of minor 1; the decoder names the shorter one
  return numbers;
}

it('says the numbers, lengths and limits of protocol, and all of its messages', () => {
  const header = readFileSync(join(nodeFolder, 'hk-codes.h'), 'utf8');
  const written = new Map(
    [...header.matchAll(/^#define (HK_\w+) (-?\w+)$/gm)].map((line) => [line[1] ?? '', Number(line[2])]),
  );
  const expected = expectedNumbers();
  for (const [name, value] of written)
    if (name !== 'HK_CODES_H') expect([name, value]).toEqual([name, expected.get(name)]);
  const groups = /^HK_(REQUEST|REPLY|LENGTH|NAK|CONDITION|CHANNEL_LABEL|FW_OP|FW_STATUS|ID_FLAG|STATE_FLAG|FEATURE)_/;
  for (const name of expected.keys()) {
    if (groups.test(name) && name !== 'HK_REPLY_LENGTH_ACK') expect([...written.keys()]).toContain(name);
  }
  expect(written.size).toBeGreaterThan(120);
});

describe.each(['gcc', 'clang'])('%s', (compiler) => {
  it.skipIf(!hasProgram(compiler))('compiles every file with all warnings as errors', () => {
    const host = ['hk-host', 'hk-node', 'hk-drive', 'hk-fuzz'].map((name) => join(nodeFolder, `host/${name}.c`));
    for (const source of [...nodeSources, ...host]) {
      execFileSync(compiler, [...nodeWarnings, '-O2', '-c', source, '-o', join(folder, 'any.o')], { stdio: 'pipe' });
    }
  });
});

/** A part of 32 KiB with two slots of 14 leaves 4 for the product's own drivers. The figure in the README is to be kept. */
const CODE_BYTES_MAX = 10_240;

/** What a product links: the node with all that it can do, and of libgcc what that needs; no libc. A main of some 120 bytes is in the figure. */
const PRODUCT = `
#include "hk-node.h"
extern const struct hk_platform platform;
extern const struct hk_product product;
extern const struct hk_boot boot;
extern volatile int in;
static struct hk_node node;
void *memset(void *to, int value, size_t count);
void *memcpy(void *to, const void *from, size_t count);
int main(void);
/* All that a freestanding compiler may ask for. */
void *memset(void *to, int value, size_t count) {
  uint8_t *at = to;
  while (count-- > 0) *at++ = (uint8_t)value;
  return to;
}
void *memcpy(void *to, const void *from, size_t count) {
  uint8_t *at = to;
  const uint8_t *each = from;
  while (count-- > 0) *at++ = *each++;
  return to;
}
int main(void) {
  hk_node_start(&node, &platform, &product, &boot);
  for (;;) {
    hk_node_receive(&node, (uint8_t)in);
    hk_node_tick(&node);
    hk_node_key(&node, (uint8_t)in, in > 2);
    hk_node_rate(&node, (uint8_t)in);
    hk_node_button(&node);
    hk_node_flag(&node, (uint16_t)in, in > 1);
    hk_node_busy(&node, (uint16_t)in, 1);
  }
}
`;

it.skipIf(!hasProgram('arm-none-eabi-gcc'))('fits: code and memory on a Cortex-M0', () => {
  const source = join(folder, 'product.c');
  const linked = join(folder, 'product.elf');
  writeFileSync(source, PRODUCT);
  const options = [
    '-std=c99',
    '-Os',
    '-mcpu=cortex-m0',
    '-mthumb',
    '-ffreestanding',
    '-ffunction-sections',
    '-nostdlib',
  ];
  const link = ['-Wl,--gc-sections', '-Wl,-e,main', '-Wl,--unresolved-symbols=ignore-all'];
  const sources = [`-I${nodeFolder}`, ...link, source, ...nodeSources];
  execFileSync('arm-none-eabi-gcc', [...nodeWarnings, ...options, ...sources, '-lgcc', '-o', linked], {
    stdio: 'pipe',
  });
  const [, figures = ''] = execFileSync('arm-none-eabi-size', [linked], { encoding: 'utf8' }).split('\n');
  const [text = 0, data = 0, bss = 0] = figures.trim().split(/\s+/).map(Number);
  expect(data).toBe(0);
  expect(text).toBeGreaterThan(4_000);
  expect(text).toBeLessThan(CODE_BYTES_MAX);
  expect(bss).toBeLessThan(2_048);
});

it.skipIf(!hasProgram('gcc'))(
  'stands a million inputs, under the sanitizers',
  () => {
    const programs = buildNode();
    try {
      const said = execFileSync(programs.fuzz, ['1000000', '7'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [, inputs, replies] = /^(\d+) inputs, (\d+) replies/.exec(said) ?? [];
      expect(Number(inputs)).toBe(1_000_000);
      // Enough of them are understood for the parts behind the parser to be reached.
      expect(Number(replies)).toBeGreaterThan(100_000);
    } finally {
      programs.remove();
    }
  },
  120_000,
);
