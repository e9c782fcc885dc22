/** What `hallkeeper doctor` found: one line for a person, more for a program. */
import type { PrinterFindings } from '../drivers/printer/printer-findings.ts';
import type { LineFinding } from './doctor-lines.ts';

export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly text: string;
  /** A line on the pins. */
  readonly line?: LineFinding;
  /** What was found of a printer. */
  readonly printer?: {
    readonly profile: string;
    readonly found: PrinterFindings | null;
    readonly foundMs: number | null;
    readonly reserveMm: number | null;
  };
}
