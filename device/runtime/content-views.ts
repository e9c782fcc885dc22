/** What a screen shows, and what those who look after the screens see. */
import { boardType, longest } from '../../protocol/board-type.ts';
import { dutySign } from '../../protocol/duty-sign.ts';
import { tooSmall } from '../../protocol/legibility.ts';
import { limits } from '../../protocol/limits.ts';
import type { ContentView, NoticePart, ScreenPart, ScreenState, ScreenView } from '../../protocol/screen-views.ts';
import { voiceVolume } from '../../protocol/voice-config.ts';
import { type Notice, usersOf } from '../core/content.ts';
import { dutyNow } from '../core/duty-roster.ts';
import { isNoticeShown, resolveContent, winningPlaylists } from '../core/resolve-content.ts';
import { addDays, isOver } from '../core/show-times.ts';
import { hallTime } from '../core/state.ts';
import { counterParts, hallPart, serviceParts, type ViewContext } from './hall-views.ts';
import type { ScreenDesk } from './screen-desk.ts';
import { announcementParts, callParts, sampleParts } from './spoken-views.ts';

export function screenView(id: string, context: ViewContext, desk: ScreenDesk): ScreenView | null {
  const screen = context.index.screens.get(id);
  const now = desk.now(id);
  if (!screen || !now) return null;
  const { services, counters } = screen;
  return {
    screen: screenPart(id, context),
    hall: hallPart(context),
    services: serviceParts(context).filter((each) => !services || services.includes(each.id)),
    counters: counterParts(context).filter((each) => !counters || counters.includes(each.no)),
    calls: callParts(context).filter((each) => !counters || counters.includes(each.counter)),
    content: resolveContent(context.state, context.index, screen, context.local),
    announcements: screen.voice === false ? [] : [...sampleParts(id, context), ...announcementParts(context)],
    power: now.power,
  };
}

export function screenPart(id: string, { index, state, local, chimeWav }: ViewContext): ScreenPart {
  const screen = index.screens.get(id);
  return {
    id,
    name: screen?.name ?? null,
    layout: screen?.layout ?? 'auto',
    theme: screen?.theme ?? 'night',
    languages: screen?.languages ?? 'together',
    panelInches: screen?.panelInches ?? null,
    farthestMetres: screen?.farthestMetres ?? null,
    voice: screen?.voice !== false,
    chime: index.config.signage?.voice?.chime ?? true,
    ...(chimeWav === null ? {} : { chimeWav }),
    pulse: screen?.pulse !== false,
    volume: voiceVolume(index.config.voice, local?.minutes ?? null),
    slow: index.config.voice?.slow ?? false,
    duty: dutySign(dutyNow(index.config, state.day, local), index.config.duty?.show),
  };
}

export function contentView(context: ViewContext, desk: ScreenDesk): ContentView {
  const { state, index, local } = context;
  const { notices, playlists, media } = state.content;
  const showing = new Set(
    [...index.screens.keys()].flatMap((screen) => winningPlaylists(state, index, screen, local).map(([id]) => id)),
  );
  let usedBytes = 0;
  for (const { facts } of media.values()) usedBytes += facts.bytes;
  return {
    hall: hallPart(context),
    notices: [...fixedParts(context), ...[...notices.values()].reverse().map((notice) => noticePart(notice, context))],
    playlists: [...playlists].map(([id, list]) => ({ ...list, id, showing: showing.has(id) })),
    media: [...media.values()].map(({ facts, addedWallMs }) => ({
      ...facts,
      usedBy: usersOf(state.content, facts.sha256),
      addedWallMs,
    })),
    disk: context.disk?.() ?? { usedBytes, maxBytes: index.mediaBytesMax },
    screens: [...index.screens.keys()].map((id) => screenState(id, context, desk)),
    needsTwo: index.needsTwo,
  };
}

function noticePart(notice: Notice, { state, index, local, now }: ViewContext): NoticePart {
  const {
    id,
    draft,
    state: step,
    author,
    approver,
    reason,
    changedWallMs,
    confirmed,
    endsMs,
    endsWallMs,
    steps,
  } = notice;
  const isLive = step === 'approved';
  const endsSoonByDate =
    draft.until !== undefined && local !== null && isOver(draft.until, { ...local, date: addDays(local.date, 1) });
  const endsSoonByTime = endsMs !== null && endsMs - hallTime(state, now) <= limits.noticeSoonMs;
  return {
    id,
    draft,
    state: step,
    shown: [...index.screens.keys()].some((screen) => isNoticeShown(notice, index, screen, local)),
    author,
    approver,
    reason,
    changedWallMs,
    endsSoon: isLive && (endsSoonByDate || endsSoonByTime),
    endsWallMs: isLive ? endsWallMs : null,
    steps,
    confirmed,
    fixed: false,
  };
}

/** Notices of the configuration: shown here so that nobody looks for them in vain. */
function fixedParts({ index, local }: ViewContext): NoticePart[] {
  return (index.config.signage?.notices ?? []).map(({ title, text, from, until, urgent }, n) => {
    const draft = {
      title,
      text,
      priority: urgent ? ('urgent' as const) : ('normal' as const),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    };
    const shown = [...index.screens.keys()].some((screen) =>
      isNoticeShown({ draft, state: 'approved' }, index, screen, local),
    );
    return {
      id: `config-${n + 1}`,
      draft,
      state: 'approved',
      shown,
      author: '-',
      approver: null,
      reason: null,
      changedWallMs: 0,
      endsSoon: false,
      endsWallMs: null,
      steps: [],
      confirmed: [],
      fixed: true,
    };
  });
}

function screenState(id: string, context: ViewContext, desk: ScreenDesk): ScreenState {
  const screen = context.index.screens.get(id);
  const now = desk.now(id);
  const beat = now?.beat ?? null;
  const { panelInches, farthestMetres } = screen ?? {};
  const canJudge = beat !== null && panelInches !== undefined && farthestMetres !== undefined;
  return {
    id,
    name: screen?.name ?? null,
    state: now?.life ?? 'never',
    sinceWallMs: now?.sinceWallMs ?? null,
    revision: beat?.revision ?? null,
    width: beat?.width ?? null,
    height: beat?.height ?? null,
    power: now?.power ?? { planned: 'on', commanded: null, confirmed: null, way: 'none' },
    tooSmall: canJudge
      ? tooSmall(
          { inches: panelInches, width: beat.width, height: beat.height },
          farthestMetres,
          sizesOf(id, context, beat.width, beat.height),
        )
      : [],
  };
}

/** The sizes that the page of this screen uses. */
function sizesOf(id: string, context: ViewContext, width: number, height: number) {
  const { services, counters } = context.index.config;
  const { layout, panelInches, farthestMetres } = screenPart(id, context);
  const screen = context.index.screens.get(id);
  return boardType({
    width,
    height,
    layout,
    panelInches,
    farthestMetres,
    letters: longest(services.map((each) => each.id).filter((each) => screen?.services?.includes(each) !== false)),
    counterDigits: longest(
      counters.map(({ no }) => String(no)).filter((no) => screen?.counters?.includes(Number(no)) !== false),
    ),
  });
}
