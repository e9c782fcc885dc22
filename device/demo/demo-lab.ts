/** The lab page's door to the virtual hall: its stream, its switches and the pictures of its papers. */
import type { LabActions, LabView } from '../../protocol/lab.ts';
import type { LabPort } from '../adapters/http/lab-port.ts';
import { paperPictureSize, paperToSvg } from '../drivers/printer/paper-svg.ts';
import type { LogPort } from '../ports.ts';
import { createStreams, type ViewParts } from '../runtime/streams.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';
import type { TinyCentre } from './tiny-centre.ts';
import { drawPaper, labNode, labPrinter, type VirtualHall } from './virtual-hall.ts';

export interface DemoLab extends LabPort {
  /** Something in the virtual hall has changed. */
  changed(): void;
  stop(): void;
}

export interface DemoLabOptions {
  readonly hall: VirtualHall;
  readonly broker: EmbeddedBroker;
  readonly centre: TinyCentre;
  readonly hallId: string;
  readonly log: LogPort;
  readonly buttons: readonly { readonly gpio: number; readonly service: string }[];
}

/** A hand cannot see more than this; the lamps of a hall change in bursts. */
const refreshMs = 60;
const papersMax = 20;

export function createDemoLab(options: DemoLabOptions): DemoLab {
  const { hall, broker, centre } = options;
  const sizes = new Map<number, { readonly widthDots: number; readonly heightDots: number }>();
  const streams = createStreams(() => () => parts());
  let timer: NodeJS.Timeout | null = null;

  function parts(): ViewParts {
    const view = labView();
    const entries = Object.entries(view).map(([name, content]) => [
      name,
      { key: keyOf(name, content), make: () => content },
    ]);
    return Object.fromEntries(entries) as ViewParts;
  }

  function labView(): LabView {
    const nowMs = performance.now();
    return {
      printer: labPrinter(hall.printer),
      papers: hall.printer.papers
        .slice(-papersMax)
        .map((paper) => ({ id: paper.id, ...sizeOf(paper), complete: paper.complete })),
      nodes: hall.nodes.map((each) => labNode(each, nowMs)),
      buttons: options.buttons.map(({ gpio, service }) => ({ gpio, service, pressed: hall.gpio.level(gpio) === 1 })),
      line: { noise: hall.noise() },
      centre: {
        broker: broker.running(),
        connected: centre.ready(),
        acked: centre.acked(options.hallId),
        events: centre.events().map(({ seq, type, summary }) => ({ seq, type, summary })),
      },
    };
  }

  function sizeOf(paper: VirtualHall['printer']['papers'][number]) {
    let size = sizes.get(paper.id);
    if (!size) {
      size = paperPictureSize(drawPaper(paper));
      sizes.set(paper.id, size);
      for (const id of sizes.keys()) if (sizes.size > papersMax) sizes.delete(id);
    }
    return size;
  }

  function changed(): void {
    if (timer || streams.count() === 0) return;
    timer = setTimeout(() => {
      timer = null;
      streams.refresh();
    }, refreshMs);
  }

  return {
    stream(sink) {
      const stream = streams.open('lab', sink);
      if (!stream) throw new Error('the lab has no view');
      return stream;
    },
    act(action, body) {
      if (action === 'broker') {
        const { up } = body as LabActions['broker'];
        // Its port may be taken meanwhile: the lab then goes on showing it as down.
        (up ? broker.start() : broker.stop())
          .catch((error: unknown) => options.log.warn('the broker does not start', { reason: String(error) }))
          .finally(changed);
        return true;
      }
      const done = hall.act(action, body);
      changed();
      return done;
    },
    paperSvg(id) {
      const paper = hall.printer.papers.find((each) => String(each.id) === id);
      return paper ? paperToSvg(drawPaper(paper)) : null;
    },
    changed,
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}

/** Remaining times change all the time without meaning anything new: the page counts them itself. */
function keyOf(name: string, content: unknown): string {
  return name === 'nodes'
    ? JSON.stringify(content, (key, value) => (key === 'leftMs' ? undefined : value))
    : JSON.stringify(content);
}
