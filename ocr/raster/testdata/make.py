"""Makes the pictures of this folder: one probe of 96 by 64 pixels in many formats
that Go has no encoder for.

    pip install pillow pillow-heif tifffile imagecodecs
    python3 make.py pictures
"""
import sys, struct
import numpy as np
from PIL import Image, ImageDraw, TiffImagePlugin
import pillow_heif, tifffile
pillow_heif.register_heif_opener()
out = sys.argv[1] + '/'
W, H = 96, 64
def probe(mode='RGB', second=False):
    im = Image.new('RGB', (W, H), 'white'); d = ImageDraw.Draw(im)
    d.rectangle((8, 8, 39, 23), fill='black')            # upper left
    if mode not in ('1', 'L') : d.rectangle((64, 40, 87, 55), fill=(200, 0, 0))  # lower right, red
    if second: d.rectangle((0, 32, W - 1, 39), fill='black')
    return im.convert(mode)
one, gray, rgb = probe('1'), probe('L'), probe()
def tif(name, im, **kw): im.save(out + name, **kw)
tif('g4.tif', one, compression='group4', dpi=(300, 300), save_all=True, append_images=[probe('1', True)])
tif('g3.tif', one, compression='group3', dpi=(204, 196))
tif('g3-2d.tif', one, compression='group3', tiffinfo={292: 1}, dpi=(200, 200))
tif('g4-lsb.tif', one, compression='group4', tiffinfo={266: 2}, dpi=(200,200))
tif('rle.tif', one, compression='tiff_ccitt', dpi=(200, 200))
tif('fax.tif', probe('1').resize((W, H // 2)), compression='group3', dpi=(204, 98))
tif('lzw.tif', rgb, compression='tiff_lzw', tiffinfo={317: 2}, dpi=(300, 300))
tif('packbits.tif', gray, compression='packbits', dpi=(300, 300))
tif('jpeg.tif', rgb, compression='jpeg', quality=95, dpi=(300, 300))
tif('jpeg-gray.tif', gray, compression='jpeg', quality=95, dpi=(300, 300))
tif('cmyk.tif', rgb.convert('CMYK'), compression='tiff_lzw', tiffinfo={274: 1}, dpi=(300, 300))
tif('palette.tif', rgb.convert('P'), compression='tiff_adobe_deflate', dpi=(300, 300))
a = np.asarray(rgb)
tifffile.imwrite(out + 'planar.tif', np.moveaxis(a, 2, 0), photometric='rgb', planarconfig='separate', compression='lzw', resolution=(300, 300), metadata=None)
tif('ycc-jpeg.tif', rgb.convert('YCbCr'), compression='jpeg', quality=95, dpi=(300, 300))
tifffile.imwrite(out + 'tiled-rgbjpeg.tif', a, photometric='rgb', tile=(32, 32), compression='jpeg', compressionargs={'level': 95, 'outcolorspace': 'rgb'}, resolution=(300, 300), metadata=None)
tifffile.imwrite(out + 'miniswhite.tif', 255 - np.asarray(gray), photometric='miniswhite', compression='zlib', resolution=(118.11, 118.11), resolutionunit=3, metadata=None)
tifffile.imwrite(out + 'sixteen.tif', np.asarray(gray).astype(np.uint16) * 257, photometric='minisblack', compression='zlib', resolution=(300, 300), metadata=None, byteorder='>')
with tifffile.TiffWriter(out + 'thumbnail.tif') as t:
    t.write(np.asarray(gray), photometric='minisblack', compression='zlib', resolution=(300, 300), metadata=None)
    t.write(np.asarray(gray)[::4, ::4], photometric='minisblack', subfiletype=1, metadata=None)
    t.write(np.asarray(probe('L', True)), photometric='minisblack', compression='zlib', resolution=(300, 300), metadata=None)
def four(name, im, photometric, palette=None, fill=1, bits=4, orientation=1):
    """an uncompressed TIFF of 4 bits or 1, which Pillow does not write"""
    px = np.asarray(im)
    if bits == 4: packed = ((px[:, 0::2] << 4) | px[:, 1::2]).astype(np.uint8)
    else: packed = np.packbits(px, axis=1)
    data = packed.tobytes()
    if fill == 2: data = bytes(int(f'{b:08b}'[::-1], 2) for b in data)
    tags = [(256, 3, 1, W), (257, 3, 1, H), (258, 3, 1, bits), (259, 3, 1, 1), (262, 3, 1, photometric), (266, 3, 1, fill), (273, 4, 1, 8), (274, 3, 1, orientation), (277, 3, 1, 1), (278, 3, 1, H), (279, 4, 1, len(data))]
    extra = b''
    n = len(tags) + 2 + (1 if palette else 0)
    ifd = 8 + len(data); after = ifd + 2 + 12 * n + 4
    tags += [(282, 5, 1, after), (283, 5, 1, after)]; extra += struct.pack('<II', 300, 1)
    if palette:
        tags.append((320, 3, 48, after + len(extra))); extra += struct.pack('<48H', *palette)
    b = b'II*\0' + struct.pack('<I', ifd) + data + struct.pack('<H', n)
    for t, k, c, v in tags: b += struct.pack('<HHI', t, k, c) + (struct.pack('<HH', v, 0) if k == 3 and c == 1 else struct.pack('<I', v))
    open(out + name, 'wb').write(b + struct.pack('<I', 0) + extra)
four('four.tif', np.asarray(gray) // 17, 1)
four('four-white.tif', 15 - np.asarray(gray) // 17, 0)
idx = np.zeros((H, W), np.uint8); idx[(a == 0).all(2)] = 1; idx[(a == (200, 0, 0)).all(2)] = 2
r = [65535, 0, 51400] + [0] * 13; g = [65535, 0, 0] + [0] * 13
four('four-palette.tif', idx, 3, palette=r + g + g)
four('lsb.tif', np.asarray(one).astype(np.uint8), 1, fill=2, bits=1)
rgb.save(out + 'lossy.webp', quality=95)
rgb.save(out + 'lossless.webp', lossless=True)
alpha = rgb.convert('RGBA'); pa = alpha.load()
for y in range(H):
    for x in range(W):
        if pa[x, y][:3] == (255, 255, 255): pa[x, y] = (0, 0, 0, 0)
alpha.save(out + 'alpha.webp', lossless=True, exact=True)
ex = Image.Exif(); ex[274] = 6; ex[282] = 300.0; ex[283] = 300.0; ex[296] = 2
turned = rgb.transpose(Image.ROTATE_90)   # stored so that a turn by 90 degrees clockwise is right
turned.save(out + 'turned.webp', quality=95, exif=ex.tobytes())
large = lambda im: im.resize((im.width * 2, im.height * 2), Image.NEAREST)   # gen2brain/heic garbles the colours below 128 pixels
large(rgb).save(out + 'plain.heic', quality=95)
large(gray).save(out + 'gray.heic', quality=95)
h = pillow_heif.from_pillow(large(turned)); h.info['exif'] = ex.tobytes(); h.save(out + 'turned.heic', quality=95)
rgb.save(out + 'progressive.jpg', quality=95, progressive=True, dpi=(300, 300))
rgb.convert('CMYK').save(out + 'cmyk.jpg', quality=95, dpi=(300, 300))
rgb.convert('P', palette=Image.ADAPTIVE, colors=4).save(out + 'four.bmp', dpi=(300, 300))
one.save(out + 'one.bmp', dpi=(300, 300))
