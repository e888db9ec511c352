/** How large a fault campaign is: `short` within `make test`, `long` under `make test-long PART=faults`. */
type CampaignSize = 'short' | 'long';

const SIZE = campaignSize();

/** The size of a campaign; its way is the same. */
export function sized<Size>(sizes: Readonly<Record<CampaignSize, Size>>): Size {
  return sizes[SIZE];
}

function campaignSize(): CampaignSize {
  const size = process.env['CAMPAIGN'] ?? 'short';
  if (size !== 'short' && size !== 'long') throw new Error('CAMPAIGN must be short or long.');
  return size;
}
