/**
 * One whole print job: initialise, automatic status, Chinese mode, the ticket, the cut, and the request whose answer
 * proves that everything before it was done. The cut is mechanical and holds up the command stream, so an answer behind
 * it means that the paper exists.
 */
import { automaticStatusOn, concatBytes, initialise, paperStatusRequest, processIdRequest } from './escpos-bytes.ts';
import { jobBytesMax } from './limits.ts';
import { paperLengthMm } from './paper-motion.ts';
import type { PrintJob } from './printer-contract.ts';
import type { PrinterProfile } from './printer-profile.ts';

export interface JobBytes {
  readonly bytes: Uint8Array;
  /** Time the line and the paper need after the first byte, in milliseconds. */
  readonly durationMs: number;
}

export function jobBytes(job: PrintJob, profile: PrinterProfile, baud: number | null): JobBytes {
  const bytes = concatBytes([
    initialise,
    ...(profile.asb ? [automaticStatusOn] : []),
    Uint8Array.from(profile.codePage),
    Uint8Array.from(profile.chinese),
    job.body.subarray(0, jobBytesMax),
    Uint8Array.from(profile.cut),
    ...completionRequest(job, profile),
  ]);
  const transferMs = baud === null ? 0 : (bytes.length * 10_000) / baud;
  const paperMs = (paperLengthMm(bytes) * 1_000) / profile.mmPerSecond;
  return { bytes, durationMs: Math.ceil(transferMs + paperMs) };
}

function completionRequest(job: PrintJob, profile: PrinterProfile): Uint8Array[] {
  if (profile.completion === 'gs-h') {
    return [processIdRequest(job.jobId)];
  }
  return profile.completion === 'gs-r' ? [paperStatusRequest] : [];
}
