import type { SharedCatalog } from './messages.ts';

/** Spanish. */
export const es: SharedCatalog = {
  'error.title': 'Hay un problema',
  'item.kind.reproduction-steps': 'Los pasos exactos que provocan el problema',
  'item.kind.troubleshooting-steps': 'Pasos que conviene probar y su resultado',
  'item.kind.log-files': 'Archivos de registro',
  'item.kind.message-headers': 'Encabezados del mensaje',
  'item.kind.other': 'Más información',
  'outcome.solved': 'Hemos solucionado el problema.',
  'outcome.self-serve': 'Esto es lo que puede hacer para solucionar el problema.',
  'outcome.answered': 'Esta es nuestra respuesta.',
  'outcome.missing-feature': 'Lo que necesita aún no existe. Lo hemos anotado como deseo.',
  'outcome.not-reproduced': 'No hemos podido reproducir el problema. Esto es lo que le recomendamos.',
  'outcome.third-party-problem': 'El problema está en otro proveedor. Puede dirigirse aquí.',
  'outcome.not-resolvable': 'Lo sentimos: no podemos resolverlo.',
  'outcome.known-outage-resolved': 'La interrupción que causó su solicitud ha terminado.',
  'outcome.no-reply': 'La hemos cerrado porque no hemos tenido noticias suyas.',
  'outcome.duplicate': 'Ya nos lo había comunicado; continuamos con su solicitud anterior.',
};
