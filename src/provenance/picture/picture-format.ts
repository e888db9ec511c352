export enum PictureFormat {
  Png = 'png',
  Svg = 'svg',
}
