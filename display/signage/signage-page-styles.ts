/**
 * Places of the parts in each layout. Every layout has the same elements in the same order, so that a film goes on playing while
 * the places change; what a layout does not show is hidden, never removed.
 */
import { css } from 'lit';

export const signagePageStyles = css`
  :host {
    display: block;
    width: 100vw;
    height: 100vh;
    overflow: hidden;
    background: var(--board);
  }
  main {
    display: grid;
    position: relative;
    grid-template-columns: calc((100% - 32 * var(--u)) * var(--calls-share)) minmax(0, 1fr);
    /* Further rows as they are needed: an empty one would leave its gap below the band. */
    grid-template-rows: minmax(0, 1fr);
    grid-auto-rows: auto;
    gap: calc(24 * var(--u)) calc(32 * var(--u));
    height: 100%;
    padding: calc(32 * var(--u)) calc(32 * var(--u)) 0;
  }
  aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto auto minmax(0, 1fr);
    gap: calc(20 * var(--u));
    min-height: 0;
  }
  .film {
    aspect-ratio: 16 / 9;
    border-radius: var(--radius);
    overflow: hidden;
    transform-origin: right top;
    transition: transform var(--arrive), opacity var(--arrive);
  }
  hk-promo-player {
    width: 100%;
    height: 100%;
  }
  main[data-calling]:not([data-layout='second']) .film {
    transform: scale(0.94);
    opacity: 0.45;
  }
  footer {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: center;
    gap: calc(32 * var(--u));
    height: calc(3.6 * var(--type-text) + 16 * var(--u));
    margin: 0 calc(-32 * var(--u));
    padding: 0 calc(32 * var(--u));
    border-top: var(--hair) solid var(--board-edge);
    background: var(--board-rise);
    overflow: hidden;
  }
  .caption,
  .hall {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(16 * var(--u));
    font-size: var(--type-lead);
    line-height: var(--line-tight);
  }
  .hall {
    max-height: calc(3 * var(--type-text) + 8 * var(--u));
    overflow: hidden;
    font-weight: var(--weight-strong);
  }
  /* A name of two long lines beside the longest facts: three lines of the smaller type stand where two of the larger do. */
  .hall[data-long] {
    max-height: 3lh;
    font-size: var(--type-text);
  }
  .hall .en {
    color: var(--board-quiet);
  }
  .caption {
    flex-wrap: nowrap;
    color: var(--board-number);
  }
  .facts {
    color: var(--board-quiet);
    font-size: var(--type-text);
    text-align: right;
    line-height: 1.15;
  }
  /* Half the band at most, in whole lines: where the type is so large that the duty takes two of them, the date gives way. */
  .facts:has([data-duty]) {
    max-width: 50vw;
    max-height: 3lh;
    overflow: hidden;
  }
  .clock {
    font-size: calc(1.2 * var(--type-title));
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: calc(12 * var(--u));
    color: var(--board-mark);
    font-size: var(--type-text);
    line-height: 1.2;
    text-align: left;
  }
  .unknown {
    display: grid;
    place-content: center;
    grid-column: 1 / -1;
    font-size: var(--type-title);
    text-align: center;
  }

  main[data-urgent] .film {
    display: none;
  }
  main[data-urgent] aside {
    grid-template-rows: minmax(0, 1fr) auto;
  }
  main[data-urgent] hk-notice-area {
    order: -1;
  }

  main[data-layout='board'] hk-call-board,
  main[data-layout='notices'] aside,
  main[data-layout='second'] aside,
  hk-call-strip,
  hk-emergency-notice {
    grid-column: 1 / -1;
  }
  main[data-layout='board'] aside {
    display: none;
  }
  main[data-layout='board'][data-urgent] {
    grid-template-rows: minmax(0, 1fr) minmax(0, 0.5fr) auto;
  }
  main[data-layout='board'][data-urgent] aside {
    display: grid;
    grid-column: 1 / -1;
    grid-template-rows: minmax(0, 1fr);
  }
  main[data-layout='board'] :is(.film, hk-service-waits),
  main[data-layout='notices'] :is(.film, hk-service-waits) {
    display: none;
  }
  main[data-layout='notices'] aside {
    grid-template-rows: minmax(0, 1fr) auto;
  }
  main[data-layout='notices'] hk-notice-area {
    order: -1;
  }
  main[data-layout='second'] aside {
    position: relative;
    grid-template-columns: minmax(0, 58fr) minmax(0, 42fr);
    grid-template-rows: minmax(0, 1fr) auto;
    column-gap: calc(32 * var(--u));
  }
  main[data-layout='second'] :is(.film, hk-notice-area) {
    aspect-ratio: auto;
  }
  main[data-layout='second'] .film {
    grid-row: 1 / span 2;
    transform-origin: left top;
  }
  main[data-layout='second'] hk-notice-area {
    order: -1;
    grid-area: 1 / 2;
  }
  main[data-layout='second'] hk-service-waits {
    grid-area: 2 / 2;
  }
  main[data-layout='second'][data-urgent] hk-notice-area {
    grid-area: 1 / 1 / 2 / -1;
  }
  main[data-layout='second'][data-urgent] hk-service-waits {
    grid-area: 2 / 1 / 3 / -1;
  }
  /* On a picture that stands a film has the whole width already. */
  @media (orientation: landscape) {
    main[data-layout='second'][data-full] .film {
      position: absolute;
      inset: 0;
      z-index: 1;
    }
  }

  main:is([data-layout='notices'], [data-layout='second']) .caption {
    font-size: var(--type-text);
  }

  main[data-emergency] :is(hk-call-board, aside) {
    display: none;
  }
  main[data-emergency] {
    --type-number: calc(132 * var(--u));
    grid-template-columns: minmax(0, 1fr);
    padding-top: 0;
  }
  hk-emergency-notice {
    margin: 0 calc(-32 * var(--u));
  }

  @media (orientation: portrait) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }
    main[data-layout='portrait'] aside {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      grid-template-rows: auto calc(9.6 * var(--type-text));
      gap: calc(24 * var(--u));
    }
    main[data-layout='portrait'] .film {
      grid-column: 1 / -1;
      transform-origin: center top;
    }
    main[data-layout='portrait'] hk-service-waits:has(+ [hidden]) {
      grid-column: 1 / -1;
    }
    main[data-layout='portrait'][data-urgent] hk-notice-area {
      grid-column: 1 / -1;
      aspect-ratio: 16 / 9;
    }
    main[data-layout='portrait'][data-urgent] hk-service-waits {
      grid-column: 1 / -1;
    }
    main[data-layout='second'] aside {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto minmax(0, 1fr) auto;
    }
    main[data-layout='second'] .film {
      order: -2;
      grid-row: auto;
      aspect-ratio: 16 / 9;
    }
    main[data-layout='second'] :is(hk-notice-area, hk-service-waits) {
      grid-area: auto;
    }
    main[data-layout='second'][data-urgent] aside {
      grid-template-rows: minmax(0, 1fr) auto;
    }
    main[data-layout='second'][data-urgent] :is(hk-notice-area, hk-service-waits) {
      grid-area: auto;
    }
    footer {
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 calc(24 * var(--u));
    }
    .facts {
      grid-column: 1 / -1;
      grid-row: 2;
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      text-align: left;
      white-space: nowrap;
      overflow: hidden;
    }
    /* Two whole lines: who is on duty, then the hours; the date beside them while there is room. */
    .facts:has([data-duty]) {
      max-width: none;
      max-height: 2lh;
    }
    [data-duty] {
      order: -1;
      flex: 1 0 100%;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    main:is([data-layout='notices'], [data-layout='second']) :is([data-date], [data-duty]) {
      display: none;
    }
    /* With nothing to say it takes no line, and the name stands in the middle of the band. */
    main:is([data-layout='notices'], [data-layout='second']) .facts:not(:has([data-hours], [data-lost])) {
      display: none;
    }
    .clock {
      font-size: var(--type-lead);
    }
    .hall,
    .caption {
      font-size: var(--type-text);
      max-height: calc(2.4 * var(--type-text));
    }
    footer:has([data-duty]) .hall {
      max-height: 1lh;
    }
  }
`;
