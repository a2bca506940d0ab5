"""Takes in what another ticket system remembers: its export becomes events, recorded at the times
at which they happened.
"""
