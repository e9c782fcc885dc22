/**
 * Plays simulated halls with the core of the daemon and prints what its rules and its waiting estimate are worth: `npm run sim:queue`.
 * The same seed prints the same figures on every machine. Nothing of it runs in a hall.
 */
import { Command } from 'commander';
import { configDefaults } from '../protocol/config.ts';
import { errorTable, waitTable } from './sim/tables.ts';

const command = new Command('npm run sim:queue --')
  .description('Waits by class and calling rule, and the errors of the waiting estimate beside simpler ones')
  .option('--days <n>', 'days of each hall', '40')
  .option('--seed <n>', 'which days', '1');
const choices = command.parse(process.argv).opts<{ days: string; seed: string }>();
const days = Number(choices.days);
const seed = Number(choices.seed);
if (!Number.isInteger(days) || days < 1 || !Number.isInteger(seed))
  command.error('--days and --seed are whole numbers');

const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(
  `Simulated hall, ${days} days of each kind, seed ${seed}. Columns: share of priority people, load (1.0 is 304 tickets a day).\n`,
);
say(`Waits in minutes: normal mean/p95 · priority mean/p95\n\n${waitTable(days, seed)}\n`);
say(
  'Errors of estimates at the issue, minutes, for people who were told to wait: MAE / RMSE / bias (− promised too little) / 90 % within\n',
);
say(`FIFO\n\n${errorTable('fifo', days, seed)}\n`);
say(`Accumulating priority, the default\n\n${errorTable(configDefaults.rule, days, seed)}`);
