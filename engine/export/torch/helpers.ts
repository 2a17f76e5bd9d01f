/** Modules that torch.nn does not have; an exported file brings along those that it uses. Written for PyTorch 1.13 and later. */
export const torchHelpers: Readonly<Record<string, string>> = {
  PaddedAvgPool2d: `class PaddedAvgPool2d(nn.Module):
    """Mean of every window; padding (left, right, top, bottom) is not counted."""

    def __init__(self, kernel_size, stride, padding):
        super().__init__()
        self.pad = nn.ZeroPad2d(padding)
        self.pool = nn.AvgPool2d(kernel_size, stride=stride)

    def forward(self, x):
        return self.pool(self.pad(x)) / self.pool(self.pad(torch.ones_like(x[:1, :1])))`,
  ChannelLayerNorm: `class ChannelLayerNorm(nn.LayerNorm):
    """Layer normalisation over the channels of every position of an image."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)`,
  Attention: `class Attention(nn.Module):
    """Multi-head self-attention."""

    def __init__(self, width, heads, head_dim, bias=True):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * heads * head_dim, bias=bias)
        self.proj = nn.Linear(heads * head_dim, width, bias=bias)

    def forward(self, x):
        n, count, _ = x.shape
        q, k, v = self.qkv(x).reshape(n, count, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, count, -1))`,
  PatchEmbedding: `class PatchEmbedding(nn.Module):
    """Cuts an image into patches and projects each to a token."""

    def __init__(self, in_channels, width, size, bias=True):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, width, size, stride=size, bias=bias)

    def forward(self, x):
        return self.conv(x).flatten(2).transpose(1, 2)`,
  ClassToken: `class ClassToken(nn.Module):
    """Puts one learnt token before the others."""

    def __init__(self, width):
        super().__init__()
        self.token = nn.Parameter(0.02 * torch.randn(1, 1, width))

    def forward(self, x):
        return torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)`,
  PositionEmbedding: `class PositionEmbedding(nn.Module):
    """Adds one learnt vector a position."""

    def __init__(self, count, width):
        super().__init__()
        self.position = nn.Parameter(0.02 * torch.randn(1, count, width))

    def forward(self, x):
        return x + self.position`,
  TakeToken: `class TakeToken(nn.Module):
    """One token as features."""

    def __init__(self, index):
        super().__init__()
        self.index = index

    def forward(self, x):
        return x[:, self.index]`,
  MeanTokens: `class MeanTokens(nn.Module):
    """Mean of all tokens as features."""

    def forward(self, x):
        return x.mean(dim=1)`,
  ToTokens: `class ToTokens(nn.Module):
    """Every position of an image as a token of its channels, row by row."""

    def forward(self, x):
        return x.flatten(2).transpose(1, 2)`,
  Zeros: `class Zeros(nn.Module):
    """Zeros of one shape for every example, whatever enters: a connection that is cut."""

    def __init__(self, *sizes):
        super().__init__()
        self.sizes = sizes

    def forward(self, x):
        return x.new_zeros(x.shape[0], *self.sizes)`,
  SliceChannels: `class SliceChannels(nn.Module):
    """The first channels only."""

    def __init__(self, channels, dim=1):
        super().__init__()
        self.channels = channels
        self.dim = dim

    def forward(self, x):
        return x.narrow(self.dim, 0, self.channels)`,
  PadChannels: `class PadChannels(nn.Module):
    """Zeros after the last channel."""

    def __init__(self, channels, dim=1):
        super().__init__()
        self.channels = channels
        self.dim = dim

    def forward(self, x):
        sizes = list(x.shape)
        sizes[self.dim] = self.channels - sizes[self.dim]
        return torch.cat([x, x.new_zeros(sizes)], dim=self.dim)`,
};
