import type { Platform } from './platform.ts';
import { badParameter, GraphFault } from './refusals.ts';
import type { Asked } from './routes.ts';

const SIXTY_DAYS = 60 * 24 * 3_600;

/** `GET /oauth/access_token`: a code or a short token against a person's token of sixty days. */
export function exchange(platform: Platform, { params }: Asked): unknown {
  if (params['client_secret'] !== platform.secrets.appSecret)
    throw new GraphFault(1, 'Error validating client secret.');
  const given = params['grant_type'] === 'fb_exchange_token' ? params['fb_exchange_token'] : params['code'];
  if (typeof given !== 'string' || given === '') throw badParameter('Missing authorization code');
  return { access_token: platform.userToken, token_type: 'bearer', expires_in: SIXTY_DAYS };
}
