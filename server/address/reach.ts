import { BlockList, isIP } from 'node:net';

/** Where an address can be reached from. */
export type Reach = 'machine' | 'network' | 'internet';

// What is not routed between networks, by the registries of special-purpose addresses (RFC 6890 and its updates).
const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(network, bits, 'ipv4');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

const here = new BlockList();
here.addSubnet('127.0.0.0', 8, 'ipv4');
here.addAddress('0.0.0.0', 'ipv4');
here.addAddress('::1', 'ipv6');
here.addAddress('::', 'ipv6');

const family = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');
/** `::ffff:192.168.1.5` is how a listener for both families names an IPv4 caller. */
const plain = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

export function reachOfIp(ip: string): Reach {
  const address = plain(ip);
  if (isIP(address) === 0) return 'internet';
  if (here.check(address, family(address))) return 'machine';
  return inside.check(address, family(address)) ? 'network' : 'internet';
}

/** An address that means this very machine wherever it is opened: nobody else can follow it. */
export function isThisMachine(url: string): boolean {
  const name = hostOf(url);
  return isIP(name) === 0 ? /^(.+\.)?localhost\.?$/i.test(name) : reachOfIp(name) === 'machine';
}

/**
 * By its host, and by what that resolves to here. A name that leads to this machine from this machine says nothing
 * about others (a hosts file, a proxy beside us): it counts as what such names are for, the internet.
 */
export function reachOf(url: string, resolved: readonly string[]): Reach {
  if (isThisMachine(url)) return 'machine';
  const name = hostOf(url);
  if (isIP(name) !== 0) return reachOfIp(name);
  if (/\.(local|lan|home|internal|home\.arpa)\.?$/i.test(name) || !name.includes('.')) return 'network';
  return resolved.some((ip) => reachOfIp(ip) === 'network') ? 'network' : 'internet';
}

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');
