/**
 * Words that are dotted out on the video unless nobody asked for more. Compared as `plainOf` spells them, so drawn-out
 * and disguised spellings are found too. Short on purpose: a seller adds what their own viewers come up with, and no
 * list is a moderator.
 */
export const blockedWords: ReadonlySet<string> = new Set(
  `fuck fucks fucked fucker fuckers fucking fuk fuking motherfucker shit shits shitty bullshit bitch bitches bastard cunt
  cunts dickhead pussy whore slut asshole arsehole wanker twat faggot fag retard nigger nigga
  puta puto putas mierda pendejo cabron joder maricon verga chinga chingada caralho merda porra foda viado
  putain merde connard connasse salope encule nique scheiße scheisse arschloch fotze hurensohn wichser
  kontol memek ngentot anjing bangsat puki pukimak lancau babi putangina putang gago tangina ulol
  操 傻逼 傻屄 他妈的 他媽的 幹你娘 くそ 死ね 씨발 시발 개새끼 병신 เหี้ย ควย เย็ด شرموطة كس`
    .split(/\s+/)
    .map((word) => word.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')),
);
