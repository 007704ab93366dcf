import type { Lexicon } from './lexicon.ts';

export const fr: Lexicon = {
  language: 'fr',
  claim:
    "je prends|je le prends|je la prends|pour moi|je réserve|réserve|réservez|je l'achète|à moi|je veux|je le veux|je la veux",
  wish: "j'achète|je voudrais|j'aimerais|acheter|moi|prends|veux",
  cancel: "annuler|annule|j'annule|annulez|je ne veux plus|je n'en veux plus|je me désiste|finalement non",
  negation: "pas|ne|non|jamais|sans|n'est pas|plus",
  topics: {
    price: "combien|prix|c'est combien|combien coûte|quel prix|quel est le prix|ça coûte",
    link: 'lien|le lien|où acheter|comment acheter|comment commander|comment payer|site',
    stock: 'il en reste|reste-t-il|disponible|en stock|épuisé|encore dispo|dispo',
    size: 'quelle taille|quelles tailles|quelles couleurs|existe en|quelle couleur',
    shipping: 'livraison|frais de port|livrez|envoi|délai',
    payment: 'paypal|à la livraison|carte bancaire|en plusieurs fois',
  },
  asking: 'quel|quelle|quand|où|comment|est-ce que|est-ce|avez-vous|vous avez|peut-on|pourquoi',
  complaint: 'pas reçu|jamais reçu|cassé|abîmé|remboursement|arnaque|mauvais article|rembourser',
  praise: "j'adore|magnifique|beau|belle|joli|jolie|trop beau|superbe",
  filler:
    "svp|stp|s'il vous plaît|s'il te plaît|merci|bonjour|coucou|le|la|les|un peu|de|du|des|en|et|taille|couleur|aussi|ce|cette|c'est|est|au|avec|bonsoir|l'",
  or: 'ou',
  codeMark: 'code|numéro|référence|réf|ref|n°|no',
  numbers: { un: 1, une: 1, deux: 2, trois: 3, quatre: 4, cinq: 5 },
  counters: 'pièces|pièce|exemplaires|exemplaire|paires|paire',
  options: {
    red: 'rouge',
    blue: 'bleu|bleue',
    black: 'noir|noire',
    white: 'blanc|blanche',
    green: 'vert|verte',
    yellow: 'jaune',
    pink: 'rose',
    purple: 'violet|violette',
    orange: 'orange',
    brown: 'marron',
    grey: 'gris|grise',
    navy: 'bleu marine|marine',
    beige: 'beige|crème',
    gold: 'doré|dorée',
    silver: 'argenté|argentée',
  },
};
