"""Ladders: turned into agendas, said in words, and put in force anew for what is open."""
