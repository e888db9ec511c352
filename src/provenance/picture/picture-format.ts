import type { PictureDetail } from './run-view';

export enum PictureFormat {
  Png = 'png',
  Svg = 'svg',
}

/** How somebody wants to see a record. */
export interface PictureWish {
  readonly format: PictureFormat;
  readonly detail: PictureDetail;
}
