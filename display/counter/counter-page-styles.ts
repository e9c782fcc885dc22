/** Layout of the counter page; sizes and colours come from theme.css only. */
import { css } from 'lit';

export const counterPageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: 100vh;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 3.7fr) minmax(0, 4.5fr) minmax(0, 5fr);
    gap: var(--space-3);
    min-height: 0;
    padding: var(--space-3);
  }
  .foot {
    display: grid;
  }
  .foot p {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-1) var(--space-6);
    background: var(--call-mist);
    font-size: var(--type-small);
  }
  .foot .refusal {
    background: var(--trouble-mist);
    border-top: var(--focus) solid var(--trouble);
    font-size: var(--type-body);
    font-weight: var(--weight-strong);
  }
  .foot hk-icon {
    color: var(--trouble-ink);
  }
  .foot button {
    margin-left: auto;
  }
  .alone {
    display: grid;
    place-content: center;
    padding: var(--space-8);
    text-align: center;
  }
  /* A screen at 200 %: what is now and what to do side by side, so that the next step needs no scrolling. */
  @media (max-width: 60rem) {
    :host {
      height: auto;
      min-height: 100vh;
      grid-template-rows: auto auto 1fr;
    }
    main {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    hk-waiting-zone {
      grid-column: span 2;
    }
    .foot {
      position: sticky;
      bottom: 0;
      align-self: end;
    }
  }
  @media (max-width: 34rem) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }
    hk-waiting-zone {
      grid-column: auto;
    }
  }
`;
