/**
 * A real Chromium on a page of the page server, for the browser tests. Collects what must never happen on any page: script
 * errors and breaches of the content policy.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export interface Seen {
  readonly page: Page;
  /** Script errors and policy breaches so far. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

export interface SeenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: 'zh-CN' | 'en-GB';
  /** True: nothing about time is changed; for what is drawn frame by frame. */
  readonly realTime?: boolean;
  readonly moves?: boolean;
}

/** Debian's Chromium; another one can be named by the environment of the test run. */
export function openBrowser(executablePath = '/usr/bin/chromium'): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
}

export async function openPage(browser: Browser, url: string, options: SeenOptions = {}): Promise<Seen> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    locale: options.locale ?? 'zh-CN',
    reducedMotion: options.moves ? 'no-preference' : 'reduce',
  });
  const page = await context.newPage();
  // Time runs as usual, and a test may let it run ahead instead of waiting.
  if (!options.realTime) await page.clock.install();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) problems.push(`asked another host: ${request.url()}`);
  });
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

/** Serious findings of axe on the page as it stands. `axeSource` is the script of axe-core. */
export async function seriousFindingsOf(page: Page, axeSource: string): Promise<readonly string[]> {
  // Through the debugger: a script tag would be a breach of the content policy.
  await page.evaluate(axeSource);
  const findings: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: unknown; readonly failureSummary: string }[];
  }[] = await page.evaluate('axe.run({ resultTypes: ["violations"] }).then((result) => result.violations)');
  return findings
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${JSON.stringify(one.nodes.map((node) => [node.target, node.failureSummary]))}`);
}
