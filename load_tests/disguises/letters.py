"""Transcribes names to other scripts sound by sound, as somebody would who knows only the sounds."""

CYRILLIC = dict(
    pair.split("=")
    for pair in (
        "shch=щ sh=ш ch=ч zh=ж kh=х yu=ю ya=я ts=ц a=а b=б c=к d=д e=е f=ф g=г h=х i=и j=дж k=к l=л m=м n=н o=о p=п q=к r=р "
        "s=с t=т u=у v=в w=в x=кс y=й z=з"
    ).split()
)
GREEK = dict(
    pair.split("=")
    for pair in (
        "th=θ ph=φ ps=ψ ch=χ a=α b=μπ c=κ d=ντ e=ε f=φ g=γ h=χ i=ι j=τζ k=κ l=λ m=μ n=ν o=ο p=π q=κ r=ρ s=σ t=τ u=ου v=β w=ου x=ξ "
        "y=υ z=ζ"
    ).split()
)
LOOK_ALIKES = dict(zip("ACEHIJKMOPSTXYaceijopsxy", "АСЕНІЈКМОРЅТХУасеіјорѕху", strict=True))
"""Latin letters, with Cyrillic ones that look the same."""

_LONGEST = 4


def written(text: str, letters: dict[str, str]) -> str:
    """`text` in the letters of another script, longest sounds first; marks are dropped."""
    text, found, at = text.lower(), [], 0
    while at < len(text):
        sound = next((text[at:end] for end in range(at + _LONGEST, at, -1) if text[at:end] in letters), "")
        found.append(letters.get(sound, " " if text[at].isspace() else ""))
        at += max(1, len(sound))
    return "".join(found)
