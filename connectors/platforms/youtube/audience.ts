/** Viewers and the stream's health, looked at now and then: one or two units a look. */
import { ConnectorError, type ConnectorContext, type PlatformEvent, type StreamHealth } from '../contract.ts';
import type { Api } from './api.ts';
import { readDelayMs } from './budget.ts';
import { endedEvent } from './events.ts';
import { orNone, viewersOf, type Found } from './find.ts';
import type { LiveStream } from './payloads.ts';
import { rest } from './rest.ts';

const EVERY_MS = 20_000;
const HEALTH_EVERY_LOOKS = 3;
/** The chat's last words may still be on their way when the video already says that it has ended. */
const LAST_WORDS_MS = 5_000;

export async function* audience(ctx: ConnectorContext, api: Api, found: Found): AsyncGenerator<PlatformEvent> {
  const health = healthOf(api, found);
  if (found.viewers !== null) yield event(ctx, found.viewers, await quietly(ctx, health()));
  while (!ctx.signal.aborted) {
    await rest(ctx, readDelayMs(EVERY_MS, ctx.unitsLeft()));
    if (ctx.signal.aborted) return;
    const [video] = (await quietly(ctx, api.videos([found.videoId]))) ?? [];
    if (!video) continue;
    if (video.liveStreamingDetails?.actualEndTime) {
      await rest(ctx, LAST_WORDS_MS);
      yield endedEvent(found.liveChatId, 'the broadcast has ended');
      return;
    }
    yield event(ctx, viewersOf(video.liveStreamingDetails), await quietly(ctx, health()));
  }
}

function event(
  ctx: ConnectorContext,
  viewers: number | null,
  streamHealth: StreamHealth | null | undefined,
): PlatformEvent {
  const id = `audience:${Math.round(ctx.now())}`;
  return { kind: 'audience', id, atMs: null, viewers, ...(streamHealth ? { streamHealth } : {}) };
}

/** Asks for the health of the account's own stream; of a stranger's it is never known. */
function healthOf(api: Api, found: Found): () => Promise<StreamHealth | null> {
  let streamId = found.streamId;
  let asked = streamId !== null || !api.canAct;
  let looks = 0;
  let last: StreamHealth | null = null;
  return async () => {
    looks += 1;
    if (looks % HEALTH_EVERY_LOOKS !== 1) return last;
    if (!asked) {
      const [own] = await orNone(api.myBroadcasts({ id: [found.videoId] }));
      streamId = own?.contentDetails?.boundStreamId ?? null;
      asked = true;
    }
    const [stream] = streamId === null ? [] : await orNone(api.liveStreams(streamId));
    last = stream ? toHealth(stream) : null;
    return last;
  };
}

const STATES: Record<string, StreamHealth['state']> = { good: 'good', ok: 'ok', bad: 'bad' };

function toHealth({ status }: LiveStream): StreamHealth {
  const { status: state, configurationIssues } = status?.healthStatus ?? {};
  const issues = (configurationIssues ?? []).filter(({ severity }) => severity !== 'info');
  return {
    state: STATES[state ?? ''] ?? 'none',
    issues: issues.flatMap(({ description, type }) => description || type || []),
  };
}

/** A look that fails is no fault of the line: the chat itself tells when the account or the network is gone. */
async function quietly<T>(ctx: ConnectorContext, asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (!(error instanceof ConnectorError)) throw error;
    if (!ctx.signal.aborted) ctx.log.debug({ code: error.code }, 'audience-look-failed');
    return undefined;
  });
}
