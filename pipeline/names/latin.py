"""Ukrainian names in Latin letters."""

from functools import lru_cache


@lru_cache(maxsize=10_000)
def romanize(name: str) -> str:
    """The name by the official romanisation (resolution 55 of the Cabinet of Ministers, 27 January 2010).

    ``Володимир Джиджора`` → ``Volodymyr Dzhydzhora``; ``Ю. Згурський`` → ``Yu. Zghurskyi``. Latin letters stay.
    """
    return " ".join(_word(word) for word in name.split(" "))


def _word(word: str) -> str:
    import uklatn

    latin: str = uklatn.encode(word, uklatn.KMU_55)
    # One capital letter is written like a word that begins with it: Ю. → Yu., not YU.
    return latin.capitalize() if word.rstrip(".").isupper() and len(word.rstrip(".")) == 1 else latin
