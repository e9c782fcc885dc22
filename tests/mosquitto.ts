/**
 * A real mosquitto on a free loopback port, with passwords and topic rights as in production: a hall may write only its own
 * `up/`, read only its own `down/` and what goes to all. No persistence: what a kill must not lose, the halls hold.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as tcpConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MosquittoUser {
  readonly user: string;
  readonly password: string;
  readonly passwordFile: string;
}

export interface Mosquitto {
  readonly port: number;
  /** `mqtt://127.0.0.1:PORT` */
  readonly url: string;
  /** With the option `tls`: `mqtts://localhost:PORT` and the CA that signed the broker's certificate. */
  readonly tls: { readonly url: string; readonly caFile: string } | null;
  user(name: string): MosquittoUser;
  /** kill -9: everything it remembered is gone. */
  kill(): Promise<void>;
  /** Starts again on the same port. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** Hall ids; the user `central` is always there. */
  readonly users?: readonly string[];
  /** A second listener with TLS; `expired`: its certificate ended yesterday. */
  readonly tls?: 'valid' | 'expired';
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const port = await freePort();
  writeFileSync(join(folder, 'passwd'), '', { mode: 0o600 });
  for (const name of ['central', ...(options.users ?? ['hall-1'])]) {
    execFileSync('mosquitto_passwd', ['-b', join(folder, 'passwd'), name, `pw-${name}`]);
    writeFileSync(join(folder, `${name}.password`), `pw-${name}\n`, { mode: 0o600 });
  }
  writeFileSync(join(folder, 'acl'), acl.join('\n'), { mode: 0o600 });
  const tlsPort = options.tls === undefined ? null : await freePort();
  if (options.tls !== undefined) makeCertificates(folder, options.tls === 'expired' ? -1 : 30);
  writeFileSync(join(folder, 'mosquitto.conf'), configOf(folder, port, tlsPort).join('\n'));
  let child = await launch(folder, port);
  // A test that fails before its end must not leave a broker behind.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    tls: tlsPort === null ? null : { url: `mqtts://localhost:${tlsPort}`, caFile: join(folder, 'ca.crt') },
    user: (name) => ({ user: name, password: `pw-${name}`, passwordFile: join(folder, `${name}.password`) }),
    kill: () => end(child, 'SIGKILL'),
    restart: async () => {
      await end(child, 'SIGKILL');
      child = await launch(folder, port);
    },
    stop: async () => {
      process.off('exit', onExit);
      await end(child, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const acl = [
  'user central',
  'topic readwrite hall/#',
  'pattern write hall/v1/%u/up/#',
  'pattern read hall/v1/%u/down/#',
  'pattern read hall/v1/all/#',
  '',
];

function configOf(folder: string, port: number, tlsPort: number | null): string[] {
  return [
    // Started by root it would become another user and could not read the folder.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    'per_listener_settings false',
    'persistence false',
    'max_queued_messages 0',
    'max_queued_bytes 0',
    'max_inflight_messages 1000',
    'max_packet_size 2097152',
    // Without it a batch in lock-step takes 44 ms.
    'set_tcp_nodelay true',
    'allow_anonymous false',
    `password_file ${folder}/passwd`,
    `acl_file ${folder}/acl`,
    `log_dest file ${folder}/log`,
    `listener ${port} 127.0.0.1`,
    ...(tlsPort === null
      ? []
      : [
          `listener ${tlsPort} 127.0.0.1`,
          `cafile ${folder}/ca.crt`,
          `certfile ${folder}/localhost.crt`,
          `keyfile ${folder}/localhost.key`,
        ]),
    '',
  ];
}

/** A CA and a certificate for localhost that ends after `days`; -1 is the least that openssl takes. */
function makeCertificates(folder: string, days: number): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  for (const name of ['ca', 'localhost'])
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-out', 'ca.crt', '-days', '30', '-subj', '/CN=test-ca');
  openssl('req', '-new', '-key', 'localhost.key', '-subj', '/CN=localhost', '-out', 'localhost.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl(
    ...['x509', '-req', '-in', 'localhost.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', String(days), '-out', 'localhost.crt', '-extfile', 'names'],
  );
}

async function launch(folder: string, port: number): Promise<ChildProcess> {
  const child = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  for (let tries = 0; tries < 400; tries += 1) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
    if (await answers(port)) return child;
    await new Promise((done) => setTimeout(done, 10));
  }
  child.kill('SIGKILL');
  throw new Error('mosquitto does not listen');
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = tcpConnect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}

function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill(signal);
  });
}
