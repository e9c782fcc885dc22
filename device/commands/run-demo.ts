/** `hallkeeper demo`: the virtual hall until it is told to end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppointmentList } from '../../protocol/appointments.ts';
import { createConsoleLog } from '../adapters/console-log.ts';
import { startDemo } from '../demo/start-demo.ts';
import type { Program } from '../program.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

export async function runDemo(options: {
  port: number;
  data: string | null;
  people: boolean;
  program: Program;
}): Promise<void> {
  const { program } = options;
  const own = options.data === null ? mkdtempSync(join(tmpdir(), 'hallkeeper-demo-')) : null;
  const forget = () => {
    if (own) rmSync(own, { recursive: true, force: true });
  };
  const demo = await startDemo({
    port: options.port,
    dataDir: options.data ?? own ?? '.',
    displayDir: program.displayDir,
    demoDir: program.demoDir,
    fontFile: program.fontFile,
    version: program.version,
    log: createConsoleLog({ json: false, from: 'warn' }),
    people: options.people,
  }).catch((error: unknown) => {
    forget();
    throw isTaken(error)
      ? new Error(`Port ${options.port} is taken: try \`npm start -- --port ${freeLooking(options.port)}\`.`)
      : error;
  });
  process.stdout.write(`\n  Hallkeeper ${program.version}: the virtual hall is open · 虚拟大厅已开放\n\n`);
  for (const [path, what] of doors) process.stdout.write(`  ${(demo.url + path).padEnd(40)} ${what}\n`);
  process.stdout.write(`\n  Check-in codes · 预约码\n${demo.appointments.map(codeLine).join('')}`);
  process.stdout.write(
    '\n  Badges 1001-1004 (clerks), 2001 (team lead), 3001 (facilities); each PIN is the badge.\n  Ctrl-C ends it.\n\n',
  );
  await untilToldToEnd(async () => {
    await demo.stop();
    forget();
  });
}

function codeLine({ code, at, service }: AppointmentList[number]): string {
  return `  ${code}  ${at.slice(11)}  ${service}\n`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** Another port that is easy to type. */
function freeLooking(port: number): number {
  return port === 9000 ? 9100 : 9000;
}

const doors = [
  ['/', 'all doors · 所有入口'],
  ['/kiosk', 'take a ticket · 取号'],
  ['/signage', 'who is called · 叫号屏'],
  ['/counter/1', 'a counter · 窗口'],
  ['/rate/1', 'rate the service · 评价'],
  ['/lab', 'the virtual devices · 虚拟设备'],
  ['/admin', 'health of the hall · 设备状态'],
] as const;
