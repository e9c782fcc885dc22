/**
 * The whole course of a job on one target, from the first byte to the running program:
 *
 *   sync ─► version, commands, id ─► (unprotect ─► sync) ─► erase ─► { write, read back } per block ─► go
 *
 * Nothing is changed before the image is known to fit. A protection is lifted only when the job says so. The state in which the
 * target would be left is known at every moment, and a person's wish to stop is heard between two commands.
 */
import type { FirmwareProblem, FirmwareProblemCode, TargetState } from '../../protocol/firmware-problems.ts';
import { erasePlan, imageMisfit } from './erase-plan.ts';
import type { ImageBlock } from './firmware-image.ts';
import { LOADER_COMMAND } from './loader-codes.ts';
import { type CommandResult, createLoaderDialogue, type LoaderDialogue, oneMore } from './loader-dialogue.ts';
import type { Course } from './loader-exchange.ts';
import { addressFrame, dataFrame, eraseFrame, lengthFrame } from './loader-frames.ts';
import { COMMAND_TRIES, ERASE_ALL_MS, RESET_MS, WRITE_MS } from './loader-limits.ts';
import type { LoaderJob, LoaderReport, TargetIdentity } from './loader-report.ts';
import { FLASH_START, type Stm32Device, stm32Device } from './stm32-devices.ts';

export interface LoaderWatch {
  readonly report: (report: LoaderReport) => void;
  readonly setState: (state: TargetState) => void;
  readonly stopAsked: () => boolean;
}

type LoadJob = Extract<LoaderJob, { kind: 'load' }>;
type Failure = FirmwareProblem | null;

interface Session {
  readonly dialogue: LoaderDialogue;
  readonly watch: LoaderWatch;
  identity: TargetIdentity;
}

const STOPPED: FirmwareProblem = { code: 'stopped' };
const NOBODY: TargetIdentity = { version: 0, commands: [], productId: 0, name: null, flashBytesMax: null };
/** Enough to find out whether reading is allowed. */
const PROBE_BYTES = 4;

/** Null when all went well. */
export function* loaderCourse(job: LoaderJob, watch: LoaderWatch): Course<Failure> {
  const dialogue = createLoaderDialogue((reason) => watch.report({ kind: 'retry', reason }));
  const session: Session = { dialogue, watch, identity: NOBODY };
  watch.report({ kind: 'phase', phase: 'connect' });
  const unreached = (yield* connect(session)) ?? (yield* identify(session));
  if (unreached) return unreached;
  watch.setState('untouched');
  if (job.kind === 'identify') {
    const readoutProtected = yield* probe(session);
    watch.report({ kind: 'identified', identity: session.identity, readoutProtected });
    return null;
  }
  watch.report({ kind: 'identified', identity: session.identity, readoutProtected: null });
  return yield* load(session, job);
}

function* load(session: Session, job: LoadJob): Course<Failure> {
  const device = stm32Device(session.identity.productId);
  const misfit = imageMisfit(job.image, device) ?? missingCommand(session.identity, job);
  if (misfit) return misfit;
  return (
    (yield* unprotect(session, job)) ??
    (yield* erase(session, job, device)) ??
    (yield* writeAll(session, job)) ??
    (job.go ? yield* go(session, job.image.blocks[0]?.address ?? FLASH_START) : null)
  );
}

// ---------------------------------------------------------------------------------------------- who is there

function* connect({ dialogue }: Session): Course<Failure> {
  const trouble = yield* dialogue.sync();
  if (trouble === null) return null;
  return { code: trouble === 'garbled' ? 'loader-garbled' : 'loader-silent' };
}

function* identify(session: Session): Course<Failure> {
  const { dialogue } = session;
  const version = yield* dialogue.command(LOADER_COMMAND.version, { answer: { bytes: 4 } });
  if (!version.ok) return problemOf(version, 'loader-garbled');
  const list = yield* dialogue.command(LOADER_COMMAND.get, { answer: 'counted' });
  if (!list.ok) return problemOf(list, 'loader-garbled');
  const id = yield* dialogue.command(LOADER_COMMAND.id, { answer: 'counted' });
  if (!id.ok) return problemOf(id, 'loader-garbled');
  const productId = (id.bytes[0] ?? 0) * 256 + (id.bytes[1] ?? 0);
  const device = stm32Device(productId);
  session.identity = {
    version: list.bytes[0] ?? 0,
    commands: [...list.bytes.subarray(1)],
    productId,
    name: device?.name ?? null,
    flashBytesMax: device?.flashBytesMax ?? null,
  };
  return null;
}

/** Whether the chip is protected against reading; null when it does not say. */
function* probe(session: Session): Course<boolean | null> {
  const seen = yield* read(session, FLASH_START, PROBE_BYTES);
  if (seen.ok) return false;
  return seen.why === 'nack' && seen.frame === 0 ? true : null;
}

function missingCommand({ commands }: TargetIdentity, job: LoadJob): Failure {
  const { erase, eraseExtended, read: reading, write, go: going, writeUnprotect, readoutUnprotect } = LOADER_COMMAND;
  const needed: number[] = [write];
  if (job.verify || job.unprotectReadout) needed.push(reading);
  if (job.go) needed.push(going);
  if (job.unprotectWrite) needed.push(writeUnprotect);
  if (job.unprotectReadout) needed.push(readoutUnprotect);
  const has = (code: number): boolean => commands.includes(code);
  const complete = needed.every(has) && (has(erase) || has(eraseExtended));
  return complete ? null : { code: 'command-missing' };
}

// ---------------------------------------------------------------------------------------------- protection

function* unprotect(session: Session, job: LoadJob): Course<Failure> {
  // Only where it is protected: lifting it erases everything.
  if (job.unprotectReadout && (yield* probe(session)) === true) {
    const failure = yield* lift(session, LOADER_COMMAND.readoutUnprotect);
    if (failure) return failure;
  }
  return job.unprotectWrite ? yield* lift(session, LOADER_COMMAND.writeUnprotect) : null;
}

/** The target resets itself afterwards and must be greeted anew. */
function* lift(session: Session, code: number): Course<Failure> {
  const { dialogue, watch } = session;
  watch.report({ kind: 'phase', phase: 'unprotect' });
  watch.setState('unprotected');
  const result = yield* dialogue.command(code, {}, oneMore(ERASE_ALL_MS));
  if (!result.ok) {
    if (result.why === 'nack' && result.frame === 0) watch.setState('untouched');
    return problemOf(result, 'unprotect-refused');
  }
  yield* dialogue.rest(RESET_MS);
  return yield* connect(session);
}

// ---------------------------------------------------------------------------------------------- flash

function* erase(session: Session, job: LoadJob, device: Stm32Device | null): Course<Failure> {
  const { dialogue, watch, identity } = session;
  const steps = erasePlan(job.image, device);
  const total = steps.reduce((sum, step) => sum + step.bytes, 0);
  const extended = identity.commands.includes(LOADER_COMMAND.eraseExtended);
  const code = extended ? LOADER_COMMAND.eraseExtended : LOADER_COMMAND.erase;
  let done = 0;
  watch.report({ kind: 'phase', phase: 'erase' });
  for (const { pages, bytes, withinMs } of steps) {
    if (watch.stopAsked()) return STOPPED;
    watch.report({ kind: 'progress', phase: 'erase', done, total });
    const result = yield* dialogue.command(code, {}, { bytes: eraseFrame(pages, extended), withinMs });
    if (!result.ok) {
      // A refused command word is a locked chip, which has changed nothing; after the list was sent it may have erased some.
      if (result.why === 'nack' && result.frame === 0) return problemOf(result, 'readout-protected');
      watch.setState('erased');
      return problemOf(result, 'erase-refused');
    }
    watch.setState('erased');
    done += bytes;
  }
  watch.report({ kind: 'progress', phase: 'erase', done, total });
  return null;
}

function* writeAll(session: Session, job: LoadJob): Course<Failure> {
  const { watch } = session;
  const { blocks } = job.image;
  const total = blocks.reduce((sum, block) => sum + block.bytes.length, 0);
  let done = 0;
  watch.report({ kind: 'phase', phase: 'write' });
  for (const block of blocks) {
    if (watch.stopAsked()) return STOPPED;
    watch.report({ kind: 'progress', phase: 'write', done, total });
    watch.setState('partial');
    const failure = yield* writeBlock(session, block, job.verify);
    if (failure) return { ...failure, address: block.address };
    done += block.bytes.length;
  }
  watch.report({ kind: 'progress', phase: 'write', done, total });
  watch.setState(job.verify ? 'verified' : 'written');
  return null;
}

function* writeBlock(session: Session, block: ImageBlock, verify: boolean): Course<Failure> {
  const written = yield* session.dialogue.command(
    LOADER_COMMAND.write,
    {},
    { bytes: addressFrame(block.address) },
    { bytes: dataFrame(block.bytes), withinMs: WRITE_MS },
  );
  if (!written.ok) return problemOf(written, written.frame === 0 ? 'readout-protected' : 'write-refused');
  return verify || written.tries > 1 ? yield* compare(session, block, written.tries === 1) : null;
}

/**
 * Read answers carry no checksum: a difference is believed only when it is seen every time. A block that was said more than once may
 * have been programmed with a damaged copy, which looks like a protected page and is none.
 */
function* compare(session: Session, { address, bytes }: ImageBlock, saidOnce: boolean): Course<Failure> {
  for (let tries = 1; ; tries += 1) {
    const seen = yield* read(session, address, bytes.length);
    if (!seen.ok) return problemOf(seen, seen.frame === 0 ? 'readout-protected' : 'read-refused');
    if (bytes.every((byte, at) => byte === seen.bytes[at])) return null;
    if (tries === COMMAND_TRIES)
      return { code: saidOnce && tookNothing(bytes, seen.bytes) ? 'write-protected' : 'verify-failed' };
    session.watch.report({ kind: 'retry', reason: 'differs' });
  }
}

/** Still erased, or never erased: a 0 stands where programming, which only clears bits, was to leave a 1. */
function tookNothing(wanted: Uint8Array, seen: Uint8Array): boolean {
  return seen.every((byte) => byte === 0xff) || wanted.some((byte, at) => (byte & ~(seen[at] ?? 0)) !== 0);
}

function* read({ dialogue }: Session, address: number, count: number): Course<CommandResult> {
  return yield* dialogue.command(
    LOADER_COMMAND.read,
    {},
    { bytes: addressFrame(address) },
    { bytes: lengthFrame(count), answer: { bytes: count } },
  );
}

function* go({ dialogue, watch }: Session, address: number): Course<Failure> {
  if (watch.stopAsked()) return STOPPED;
  watch.report({ kind: 'phase', phase: 'go' });
  const result = yield* dialogue.command(LOADER_COMMAND.go, {}, { bytes: addressFrame(address) });
  if (!result.ok) return problemOf(result, 'go-refused');
  watch.setState('started');
  return null;
}

/** `refused` is what a NACK means at this place. */
function problemOf(result: Extract<CommandResult, { ok: false }>, refused: FirmwareProblemCode): FirmwareProblem {
  if (result.why === 'lost') return { code: 'answer-lost' };
  if (result.why === 'nack') return { code: refused };
  return { code: 'line-bad' };
}
