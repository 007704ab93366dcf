import { Type } from 'typebox';
import { transaction } from '../../db/transaction.ts';
import { AppError } from '../../errors.ts';
import { findShow } from '../../shows/store.ts';
import { letIn, makeDevice } from '../../workspaces/devices.ts';
import { note } from '../../workspaces/store-audit.ts';
import { listDevices, revokeDevice, type DeviceRow } from '../../workspaces/store-devices.ts';
import type { ApiDeps } from '../deps.ts';
import { doorOf } from '../doors.ts';
import { scopeOf } from '../guard.ts';
import {
  DeviceLink,
  DeviceList,
  LetIn,
  LetInAnswer,
  NetworkState,
  NetworkWish,
  NewDevice,
  type Device,
} from '../schemas/address.ts';
import { Done, Id } from '../schemas/fields.ts';
import type { App } from '../web.ts';

const ById = Type.Object({ id: Id });
const done: Done = { ok: true };

type Deps = Pick<ApiDeps, 'network' | 'pools' | 'feed' | 'now'>;

/** Tablets of this network: the switch, the links, who is in, and the way in. */
export function deviceRoutes(app: App, deps: Deps): void {
  networkRoutes(app, deps);
  seatRoutes(app, deps);
  enterRoute(app, deps);
}

function networkRoutes(app: App, { network, pools }: Deps): void {
  app.get(
    '/api/devices',
    { config: { may: 'device:read' }, schema: { response: { 200: DeviceList } } },
    async (request) => {
      const { workspaceId } = scopeOf(request);
      const [state, devices] = [await network.state(workspaceId), await listDevices(pools.rest, workspaceId)];
      return { network: state, devices: devices.map(toDevice) };
    },
  );

  app.post(
    '/api/network',
    { config: { may: 'device:write' }, schema: { body: NetworkWish, response: { 200: NetworkState } } },
    async (request) => {
      const scope = scopeOf(request);
      const state = await network.turn(scope.workspaceId, request.body);
      await note(pools.rest, scope, { action: 'network:switch', detail: { ...request.body } });
      return state;
    },
  );
}

function seatRoutes(app: App, { network, pools, feed, now }: Deps): void {
  app.post(
    '/api/devices',
    { config: { may: 'device:write' }, schema: { body: NewDevice, response: { 201: DeviceLink } } },
    async (request, reply) => {
      const scope = scopeOf(request);
      const { showId } = request.body;
      const name = request.body.name.trim();
      const show = await findShow(pools.rest, scope.workspaceId, showId);
      if (show === null) throw new AppError('bad-field', { field: 'showId', message: 'There is no such show.' });
      const { on, addresses } = await network.state(scope.workspaceId);
      if (!on) throw new AppError('refused', { message: 'Let devices of this network in first.' });
      if (addresses.length === 0) throw new AppError('refused', { message: 'This machine is in no network now.' });
      const { id, token, linkSeconds } = await transaction(pools.rest, async (tx) => {
        const made = await makeDevice(tx, scope, { showId, name });
        await note(tx, scope, { action: 'device:add', showId, subject: made.id, detail: { name, title: show.title } });
        return made;
      });
      const links = addresses.map((address) => `${address}/let-in#${token}`);
      return reply.code(201).send({ id, links, linkUntilMs: now() + linkSeconds * 1000 });
    },
  );

  app.delete(
    '/api/devices/:id',
    { config: { may: 'device:write' }, schema: { params: ById, response: { 200: Done } } },
    async (request) => {
      const scope = scopeOf(request);
      const { id } = request.params;
      await transaction(pools.rest, async (tx) => {
        if (!(await revokeDevice(tx, scope.workspaceId, id))) throw new AppError('not-found');
        await note(tx, scope, { action: 'device:remove', subject: id });
      });
      feed.closeFor(id);
      return done;
    },
  );
}

function enterRoute(app: App, { network, pools }: Deps): void {
  app.post(
    '/api/let-in',
    {
      config: { may: 'anybody', rateLimit: { max: 20, timeWindow: '5 minutes' } },
      schema: { body: LetIn, response: { 200: LetInAnswer } },
    },
    async (request, reply) => {
      // Its cookie is only good by the network's listener: by another one the link would be used up for nothing.
      if (doorOf(request) !== 'network') throw new AppError('not-found');
      const seat = await letIn(pools.rest, request.body.token, network.open());
      if (seat === null)
        throw new AppError('gone', {
          message: 'This code has been used or is older than 10 minutes. Ask for a new one.',
        });
      reply.header('set-cookie', seat.cookie);
      return { showId: seat.showId };
    },
  );
}

const toDevice = ({ id, name, showId, showTitle, ...at }: DeviceRow): Device => ({
  id,
  name,
  showId,
  showTitle,
  createdAtMs: at.createdAt.getTime(),
  enteredAtMs: at.enteredAt?.getTime() ?? null,
  linkUntilMs: at.linkUntil.getTime(),
  untilMs: at.until?.getTime() ?? null,
});
