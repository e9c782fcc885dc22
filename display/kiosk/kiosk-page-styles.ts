/** Layout of the kiosk page; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const kioskPageStyles = css`
  :host {
    position: relative;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    width: 100vw;
    height: 100vh;
    background: var(--mist);
    font-size: var(--type-body);
  }
  header {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-12) var(--space-12) var(--space-4);
  }
  .hall {
    display: flex;
    justify-content: space-between;
    gap: var(--space-6);
    color: var(--ink-soft);
    font-size: var(--type-small);
  }
  h1 {
    font-size: var(--type-large);
  }
  .hint {
    color: var(--ink-soft);
  }
  main {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: var(--space-6);
    min-height: 0;
    padding: var(--space-4) var(--space-12);
  }
  .others {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: var(--space-6);
  }
  .others button {
    min-height: calc(1.3 * var(--target));
    border-color: var(--accent);
    color: var(--accent-deep);
    font-size: var(--type-body);
  }
  .trouble {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    padding: var(--space-4) var(--space-6);
    border-radius: var(--radius);
    background: var(--call-mist);
    font-size: var(--type-small);
    line-height: 1.3;
  }
  .trouble hk-icon {
    color: var(--trouble);
    font-size: var(--type-lead);
  }
  footer {
    display: grid;
    grid-template-columns: 1fr 1fr 1.4fr;
    gap: var(--space-6);
    padding: var(--space-6) var(--space-12) var(--space-8);
    background: var(--paper);
    border-top: var(--hair) solid var(--line);
  }
  footer button {
    min-height: calc(1.15 * var(--target));
    font-size: var(--type-small);
  }
  footer .help,
  footer .help:hover:not(:disabled),
  footer .help:active:not(:disabled) {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--on-accent);
  }
  .calm {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--space-6);
    text-align: center;
    font-size: var(--type-lead);
  }
  .calm hk-icon.large {
    font-size: var(--type-huge);
    color: var(--accent);
  }
  .calm[data-kind='refused'] hk-icon.large {
    color: var(--trouble);
  }
  .calm h2 {
    font-size: var(--type-large);
  }
  .calm p {
    max-width: var(--measure);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--space-6);
  }
  .choices button {
    min-width: calc(300 * var(--u));
  }
  .leave {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    align-items: center;
    gap: var(--space-4) var(--space-6);
    padding: 0 var(--space-12) var(--space-6);
  }
  .leave button {
    min-width: calc(360 * var(--u));
  }
  .leave .take {
    min-width: calc(560 * var(--u));
    min-height: calc(1.25 * var(--target));
  }
  .count {
    flex: 1 0 100%;
    display: grid;
    gap: var(--space-2);
    justify-items: center;
    font-size: var(--type-small);
    color: var(--ink-soft);
  }
  .bar {
    width: calc(600 * var(--u));
    height: calc(10 * var(--u));
    border-radius: var(--radius-round);
    background: var(--line);
    overflow: hidden;
  }
  .bar i {
    display: block;
    height: 100%;
    background: var(--accent);
    transform-origin: left;
    transform: scaleX(var(--left, 1));
  }
  @media (orientation: landscape) {
    header {
      padding-top: var(--space-8);
    }
    .hint[data-lesser] {
      display: none;
    }
    /* Beside the question: below it the cards need the height. */
    .others {
      position: absolute;
      top: var(--space-6);
      right: var(--space-12);
      grid-auto-flow: row;
      gap: var(--space-3);
    }
    .others button {
      min-height: var(--target);
      font-size: var(--type-small);
    }
    .count {
      order: -1;
      flex: 0 0 auto;
    }
    .bar {
      width: calc(420 * var(--u));
    }
  }
  .late {
    animation: late var(--arrive);
  }
  @keyframes late {
    from {
      opacity: 0;
    }
  }
`;
