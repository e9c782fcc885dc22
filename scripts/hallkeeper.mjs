#!/usr/bin/env node
/** The program `hallkeeper`: in a checkout it makes itself ready first. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

if (existsSync(join(root, 'protocol', 'config.ts'))) await setup();
await import('../dist/daemon/cli.js');
