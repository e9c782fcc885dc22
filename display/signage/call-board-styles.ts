/** Looks of the calls: sizes come from the page, which has them from protocol/board-type.ts. */
import { css } from 'lit';

export const callBoardStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr) auto;
    gap: calc(24 * var(--u));
    min-width: 0;
    min-height: 0;
  }
  .now {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    padding: calc(24 * var(--u)) calc(32 * var(--u));
    border: var(--stroke) solid var(--board-edge);
    border-radius: var(--radius);
    background: var(--board-rise);
    contain: content;
  }
  .now > h2 {
    display: flex;
    align-items: center;
    gap: calc(12 * var(--u));
    font-size: var(--type-title);
  }
  .now > h2 .en,
  .earlier h2 .en {
    color: var(--board-quiet);
  }
  :host([fresh]) .now > h2 {
    color: var(--board-number);
  }
  .calls,
  .empty {
    grid-row: 2;
  }
  .calls {
    display: grid;
    align-content: space-evenly;
  }
  .call {
    --size: calc(var(--type-number) * var(--fit, 1));
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: baseline;
    column-gap: calc(24 * var(--u));
    width: 100%;
    max-width: calc(5.5 * var(--type-number));
    margin-inline: auto;
  }
  .ticket,
  .counter .number {
    font-size: var(--size);
  }
  .ticket {
    color: var(--board-number);
  }
  .arrow {
    align-self: center;
    justify-self: center;
    font-size: calc(0.36 * var(--size));
    color: var(--board-quiet);
  }
  .counter {
    display: grid;
    justify-items: center;
    line-height: 1;
  }
  .word {
    margin-top: calc(8 * var(--u));
    font-size: var(--type-lead);
    line-height: var(--line-tight);
    white-space: nowrap;
  }
  .times {
    grid-column: 1 / -1;
    font-size: var(--type-lead);
    color: var(--board-quiet);
  }
  .calls[data-count='2'] .call {
    --size: calc(var(--two) * var(--type-number) * var(--fit, 1));
  }
  .calls[data-count='3'] .call {
    --size: calc(var(--three) * var(--type-number) * var(--fit, 1));
  }
  .calls:not([data-count='1']) .counter {
    grid-template-columns: auto calc(8 * var(--type-lead));
    align-items: baseline;
    justify-items: end;
    gap: calc(16 * var(--u));
  }
  .calls:not([data-count='1']) .word {
    margin: 0;
    justify-self: start;
  }
  :host([fresh]) .ticket[data-pulse] {
    animation: pulse var(--pulse) ease-in-out 3;
  }
  :host([steady]) .ticket[data-pulse] {
    animation: none;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
  .empty {
    display: grid;
    place-content: center;
    gap: calc(24 * var(--u));
    text-align: center;
  }
  .empty p {
    display: grid;
  }
  .empty .big {
    font-size: calc(2 * var(--type-title));
    font-weight: var(--weight-strong);
    line-height: 1.25;
  }
  .empty .big .en {
    font-size: 0.7em;
  }
  .empty .small {
    font-size: var(--type-title);
    line-height: 1.3;
    color: var(--board-quiet);
  }
  .earlier h2 {
    font-size: var(--type-body);
    padding: 0 calc(32 * var(--u)) calc(6 * var(--u));
  }
  .rows {
    display: grid;
    grid-template-columns: repeat(var(--columns, 1), minmax(0, 1fr));
    column-gap: calc(32 * var(--u));
  }
  .row {
    --size: calc(var(--type-list) * var(--fit, 1));
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    align-items: center;
    height: calc(1.15 * var(--type-list));
    padding: 0 calc(32 * var(--u));
    border-top: var(--hair) solid var(--board-line);
    font-size: var(--type-list);
  }
  .row .number {
    font-size: var(--size);
  }
  .row .to {
    display: flex;
    align-items: baseline;
    justify-content: flex-end;
    gap: calc(16 * var(--u));
  }
  .row .word {
    margin: 0;
    font-size: var(--type-body);
    color: var(--board-quiet);
  }
  .row hk-icon {
    color: var(--board-quiet);
    font-size: 0.6em;
  }
  :host([stale]) .ticket,
  :host([stale]) .number {
    color: var(--board-quiet);
  }
`;
