import type { Lexicon } from './lexicon.ts';

export const es: Lexicon = {
  language: 'es',
  claim:
    'mío|mía|apártame|apartame|aparta|apartar|lo quiero|la quiero|los quiero|las quiero|resérvame|reservame|reservar|me lo llevo|me la llevo|yo lo quiero|lo compro|separame|sepárame',
  wish: 'quiero|quisiera|dame|deme|comprar|compro|necesito|para mí|para mi',
  cancel: 'cancelar|cancela|cancelo|cancelen|cancelado|ya no lo quiero|ya no la quiero|ya no quiero|ya no|me arrepentí',
  negation: 'no|nunca|tampoco|ni|sin',
  topics: {
    price:
      'cuánto|cuanto|cuánto cuesta|cuanto cuesta|precio|a cómo|a como|cuánto vale|cuanto vale|qué precio|cuánto es|cuanto es|costo',
    link: 'link|enlace|dónde compro|donde compro|cómo compro|como compro|cómo pago|como pago|cómo ordeno|página',
    stock: 'hay|quedan|queda|disponible|todavía hay|todavia hay|agotado|stock|aún hay',
    size: 'qué talla|que talla|qué tallas|que tallas|qué colores|que colores|viene en|hay en talla',
    shipping: 'envío|envio|envíos|envios|cuánto cuesta el envío|cuanto cuesta el envio|hacen envíos|mandan a|entrega',
    payment: 'contra entrega|pago contra entrega|transferencia|tarjeta|a plazos',
  },
  asking: 'qué|cuál|cual|cuándo|dónde|cómo|tienen|tienes|hacen|puedo|se puede',
  complaint: 'no ha llegado|no me llegó|no me llego|roto|defectuoso|reembolso|estafa|equivocado|no llegó',
  praise: 'hermoso|hermosa|bonito|bonita|lindo|linda|me encanta|bello|precioso',
  filler:
    'por favor|porfa|porfis|gracias|hola|el|la|los|las|un poco|de|del|en|y|talla|color|uno más|me|te|es|está|este|esta|ese|esa|también|reina|bella|amiga|por fa|con|a',
  or: 'o|u',
  codeMark: 'código|codigo|número|numero|núm|num|clave|cod',
  numbers: { uno: 1, una: 1, un: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, par: 2 },
  counters: 'piezas|pieza|pzas|pza|pz|unidades|unidad|pares',
  options: {
    red: 'rojo|roja',
    blue: 'azul',
    black: 'negro|negra',
    white: 'blanco|blanca',
    green: 'verde',
    yellow: 'amarillo|amarilla',
    pink: 'rosa|rosado|rosada',
    purple: 'morado|morada',
    orange: 'naranja|anaranjado',
    brown: 'café|marrón',
    grey: 'gris',
    navy: 'azul marino',
    beige: 'beige|crema',
    gold: 'dorado|dorada',
    silver: 'plateado|plateada',
    S: 'chica|pequeña',
    M: 'mediana',
    L: 'grande',
  },
};
