/** A firmware job as lines of a terminal: a bar for all nodes together, one for each, and in words how it ended. Pure. */
import {
  type FirmwareJob,
  type FirmwareOutcome,
  type FirmwareStep,
  firmwareDone,
} from '../../protocol/firmware-view.ts';

const stepWords: Readonly<Record<FirmwareStep, string>> = {
  absent: 'does not answer',
  begin: 'erases',
  query: 'is asked',
  ready: 'receives',
  repair: 'repairs',
  commit: 'checks',
  boot: 'starts',
  restart: 'starts',
  trial: 'on trial',
  over: '',
};
const outcomeWords: Readonly<Record<FirmwareOutcome, string>> = {
  updated: 'updated',
  already: 'runs it already',
  'wrong-model': 'is another model; left as it was',
  'no-update': 'cannot be updated over the bus',
  'newer-runs': 'runs a newer version; left as it was',
  'refused-image': 'found digest or signature wrong; runs what it ran',
  'refused-policy': 'wants a signature, or no older version; runs what it ran',
  'rolled-back': 'went back: the new image did not come into service',
  'not-confirmed': 'has not confirmed its new image in time',
  away: 'does not answer; left out',
  'away-after-start': 'does not answer since it was told to start',
  'held-back': 'not started: the image failed on another node first',
  'no-progress': 'given up: nothing came through any more',
  stopped: 'ended by staff',
};

export function firmwareOutcomeWords(outcome: FirmwareOutcome): string {
  return outcomeWords[outcome];
}

export function drawFirmware({ state, nodes, version }: FirmwareJob, columns: number): string[] {
  const total =
    nodes.reduce((sum, { share, outcome }) => sum + (outcome === null ? share : 1), 0) / Math.max(1, nodes.length);
  const good = nodes.filter(({ outcome }) => outcome !== null && firmwareDone.has(outcome)).length;
  const head = state === 'waiting' ? 'waits until the hall has closed' : `${good} of ${nodes.length} run ${version}`;
  const width = Math.min(40, Math.max(10, columns - 50));
  const lines = nodes.map(({ address, step, outcome, share }) => {
    const words = outcome === null ? stepWords[step] : outcomeWords[outcome];
    return cut(`node ${String(address).padStart(3)} ${bar(share, width)} ${percent(share)}  ${words}`, columns);
  });
  return [cut(`total    ${bar(total, width)} ${percent(total)}  ${head}`, columns), ...lines];
}

function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
}

function percent(share: number): string {
  return `${String(Math.floor(share * 100)).padStart(3)} %`;
}

function cut(line: string, columns: number): string {
  return line.length > columns ? line.slice(0, columns) : line;
}
