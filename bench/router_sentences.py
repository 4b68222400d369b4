"""Sentences to train the router on, from patterns of our own: calendar, mailbox, tasks, or none of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

NAMES = (
    "ana|ben|kofi|maya|david|elena|farid|grace|hugo|ines|jonas|liam|chloe|noah|olga|priya|quentin|rosa|"
    "stefan|tara|umar|vera|will|xenia|yusuf|zoe|anna brown|"
    "carla diaz|mister tanaka|doctor patel|mrs weber|aunt rosie|uncle bill|mum|dad|my brother|my sister|"
    "my wife|my husband|my boss|my manager|my colleague|my accountant|my lawyer|the landlord|the plumber|"
    "the design team|the sales team|the board|my team|everyone in marketing|the finance department|hr|"
    "my coworkers|my friends|the whole family|grandma|the school|the bank|the dentist"
)
TIMES = (
    "today|tomorrow|tonight|this afternoon|this evening|tomorrow morning|tomorrow at noon|on monday|"
    "on tuesday|on wednesday|on thursday|on friday|on saturday|on sunday|next week|next tuesday|"
    "next friday at three pm|at five|at nine am|at 10:30|at 4pm|for the third of march|on december 8|"
    "on june twelfth|the day after tomorrow|in two hours|in half an hour|this weekend|next month|"
    "on the twentieth|at six in the evening|at eight o'clock|from two to four|between one and three pm|"
    "every monday|every weekday at nine|each month on the first|for next thursday afternoon|by friday|"
    "in three weeks|at half past seven"
)
PAST_TIMES = (
    "today|yesterday|this morning|last week|since monday|in the last three days|on friday|recently|"
    "last night|this week|in the past hour|in may"
)
EVENTS = (
    "meeting|appointment|call|lunch|dinner|breakfast|coffee|review|workshop|interview|one on one|stand-up|"
    "sync|training|conference call|doctor's appointment|dentist appointment|birthday party|catch-up|"
    "team lunch|budget meeting|presentation|design review|wedding|gym session|piano lesson|parent evening|"
    "yoga class|haircut|kickoff|retrospective|demo|event|board meeting|status update|planning session|"
    "quarterly business review|all-hands|onboarding|town hall|offsite|security training|product launch|"
    "steering committee|performance talk|feedback round|project kickoff|weekly summary|strategy session|"
    "holiday|anniversary|baby shower|soccer practice|reunion|business trip|oil change|vet visit|book club|"
    "date night"
)
CHORES = (
    "call the bank|pay the rent|pick up the laundry|water the plants|buy a present for ana|"
    "take the car to the garage|send the report|renew my passport|feed the cat|"
    "pick up the kids from school|take out the bins|book the hotel|prepare the slides|sign the contract|"
    "walk the dog|return the library books|submit the expenses|take my medicine|go to the gym|visit grandma"
)
TOPICS = (
    "the budget|the new mockups|the project|the contract|my vacation|the party on saturday|the meeting|"
    "the invoice|our trip|the report|the roadmap|the interview|the rent|the schedule for next week|"
    "the release|the offer|the delay|the car|his visit|the test results"
)
TEXTS = (
    "i will be late|i can't make it today|the report is finished|happy birthday|thank you for the help|"
    "see you on monday|we need more time|the meeting is moved to three|i am on my way|please call me back|"
    "got it thanks|i agree|lunch is on me|i'm sick today|the files are attached|"
    "congratulations on the new job|dinner is at eight"
)

TITLES = (
    "football game|tennis match|poker night|date night|movie night|game night|family dinner|hike|"
    "camping trip|"
    "fishing trip|dog grooming|grocery shopping|furniture shopping|swimming lesson|dance recital|"
    "school play|bake sale|"
    "garage sale|car inspection|tyre change|hair salon|nail appointment|massage|eye exam|blood test|"
    "physio|therapy|"
    "church|choir practice|band rehearsal|bowling|ice skating|climbing|karate|golf|tee time|barbecue|picnic|"
    "potluck|housewarming|sleepover|play date|farewell party|retirement party|study group|exam|chess club|"
    "writers group|volunteering|blood donation|jury duty|passport office|house viewing|move out|"
    "painting the fence|"
    "spring cleaning|laundry|dinner at the diner|drinks at the pub|theatre|opera|museum visit|zoo|marathon|"
    "morning run|spin class|pilates|meditation|nap|board games|chores|homework|deep work|focus time|vacation|"
    "day off|parental leave|out of office|flight to see grandma|airport pickup|brunch|tea|cook-off|"
    "the big game"
)
DOINGS = (
    "go to the movies|go to the gym|go grocery shopping|go hiking|go bowling|go ice skating|go to church|"
    "go to a wedding|go to the dentist|go to grandma's house|study at the library|pick up my prescription|"
    "pick up the cake|drop off the car|get a haircut|get my hair done|get the oil changed|"
    "take the cat to the vet|"
    "take the kids to the pool|visit my aunt|visit the museum|see the doctor|see the school play|"
    "meet the landlord|"
    "meet my cousin for lunch|have dinner with {name}|have drinks with {name}|play tennis|"
    "play cards with {name}|"
    "watch the game at the bar|bake a cake|paint the fence|clean the garage|mow the lawn|practice the piano|"
    "finish the essay|write my speech|do the laundry|do my taxes|run ten miles|attend the fair|"
    "volunteer at the shelter|"
    "sell the old sofa|buy a birthday present|work on the garden|sleep in|babysit my nephew"
)

CALENDAR = """
create {title} {time}
create {title} {time}
add {title} {time}
add {title} to my calendar {time}
put {title} {time}
put me down for {title} {time}
{schedule} {title} {time}
{schedule} {title} with {name} {time}
set up a {title} {time}
set {title} {time}
make {title} with {name} {time}
make time for {title} {time}
book {title} {time}
book time for {title} {time}
block {time} for {title}
plan {title} {time}
{title} {time}
{title} {time}
{title} with {name} {time}
i have {title} {time}
i have a {title} {time}
i have a {title} with {name} {time}
i have to {doing} {time}
i need to {doing} {time}
i want to {doing} {time}
i am going to {doing} {time}
i will {doing} {time}
we are going to {doing} {time}
we have {title} {time}
my {title} is {time}
there is a {title} {time}
{doing} {time}
schedule to {doing} {time}
add {doing} {time}
put {doing} {time} on my calendar
create an event to {doing} {time}
create an event for {title} {time}
i will be out of the office {time}
out of the office {time}
i am away {time}
do i have anything {time}
do i have anything on {time}
do i have something {time}
what do i have going on {time}
what's left today
{schedule} a {event} with {name} {time}
{schedule} {event} {time}
{schedule} a {event} {time} with {name}
{schedule} an hour for a {event} {time}
{schedule} a {event} called planning {time} for one hour
add a {event} to my calendar {time}
add {event} with {name} to my calendar
put {event} on my calendar {time}
put a {event} with {name} in my diary {time}
create an event {time}
create a new calendar event for {event} {time}
make a calendar entry for {event} {time}
make an appointment with {name} {time}
make an appointment {time}
set up a {event} with {name} {time}
set a {event} with {name} {time}
set a reminder to {chore} {time}
set a reminder for my {event} {time}
set a reminder {time} to {chore}
set a reminder for the {event}
remind me to {chore} {time}
remind me about my {event} {time}
remind me of the {event} with {name}
remind me {time} to {chore}
remind me one hour before my {event}
i have a {event} {time}, please add it
i have a {event} with {name} {time}
i need a reminder for the {event} {time}
i need to schedule a {event} with {name}
mark my calendar for the {event} {time}
mark {time} as busy in my calendar
block my calendar {time}
block two hours {time} for {event}
save the date of the {event} {time}
new event {event} {time}
{event} with {name} {time}
{event} {time}
invite {name} to the {event} {time}
invite {name} to my {event}
add {name} to the {event}
add {name} to my {event} {time}
remove {name} from the {event}
uninvite {name} from my {event} {time}
take {name} off the {event}
schedule it {time} and invite {name}
repeat the {event} every week
make the {event} a weekly event
cancel my {event} {time}
cancel the {event} with {name}
cancel my next {event}
cancel all my meetings {time}
cancel all events {time}
delete the {event} from my calendar
delete my {event} {time}
delete all events {time}
delete the next event
delete my appointment with {name}
remove the {event} with {name} from my calendar
remove all reminders {time}
remove my {event} {time}
clear my calendar {time}
clear my schedule {time}
clear everything from my calendar
wipe my calendar
take the {event} off my calendar
drop the {event} {time}
call off the {event} with {name}
i can't make the {event}, cancel it
i won't make it to the {event}, please remove it
move my {event} to {bare}
move the {event} with {name} by one hour
reschedule the {event} with {name} for {bare}
reschedule my {event}
push my {event} back thirty minutes
postpone the {event} with {name} by a day
delay my first meeting {time} by half an hour
bring my {event} forward by an hour
change the time of the {event} to {bare}
change the location of my {event} to room five
change my {event} to {bare}
rename the {event} to planning
change the name of the next {event} to planning
extend the {event} by half an hour
shorten the {event} to thirty minutes
shorten my {event} by a quarter of an hour
make the {event} 45 minutes long
make my {event} an hour longer
make the {event} start at four
the {event} should be moved to {bare}
the {event} with {name} has to be rescheduled
the {event} needs to be cancelled
my {event} must be postponed by a week
have my {event} moved to {bare}
the {event} should last two hours
clear my monday
replace {name} by {name} in the {event}
update my {event} {time}
what is on my calendar {time}
what's on my calendar
what's on my schedule {time}
what is my schedule {time}
what do i have {time}
what do i have planned {time}
what am i doing {time}
what events do i have {time}
what events do i have coming up
what meetings do i have {time}
what appointments do i have {time}
what is my next {event}
what are my plans {time}
what reminders do i have {time}
what time is my {event} {time}
what time is the {event} with {name}
when is my next {event}
when is my {event} with {name}
when is the {event}
when do i have the {event}
when does my {event} start
when am i free {time}
when can i meet {name}
where is my {event} {time}
who is coming to the {event}
who is invited to my {event} {time}
who are the guests of the {event}
how many meetings do i have {time}
how does my day look {time}
how busy am i {time}
how long is my {event}
am i free {time}
am i busy {time}
am i available {time}
do i have any meetings {time}
do i have anything {time}
do i have any events {time}
do i have anything scheduled {time}
do i have a {event} {time}
do i have any appointments {time}
do i have plans {time}
do i have a {event} with {name} {time}
do i have time {time} for a {event}
do i have time {time}
did i schedule a {event} with {name}
have i met with {name} {past}
is there a {event} {time}
is there anything on my calendar {time}
is my {event} {time} or later
is {name} coming to the {event}
show my calendar {time}
show me my schedule {time}
show me my appointments {time}
show all upcoming events
show upcoming meetings
list my meetings {time}
list all events {time}
list my reminders
tell me my schedule {time}
tell me about my {event} {time}
tell me when my next {event} is
tell me what i have {time}
tell me if i have a {event} {time}
check my calendar {time}
check if i have a {event} {time}
check my schedule and tell me if i am free {time}
look up my next {event}
read my calendar {time}
give me my agenda {time}
give me the details of my {event}
my agenda {time}
my next {event}
my meetings {time}
find a free slot {time}
find a time to meet {name} {time}
find time for a {event} with {name}
open my calendar
any meetings {time}
anything on my calendar {time}
if i have not met with {name} {past} schedule a {event} {time}
if i am free {time} book a {event} with {name}
notify me before my {event} {time}
alert me an hour before the {event} with {name}
extend the call by half an hour
extend my call with {name} by 15 minutes
what reminders are pending
show me the pending reminders
tell me my pending reminders
what are the latest events
my latest events
when is the next critique
when is the next {event}
"""

EMAIL = """
send an email to {name}
send an email to {name} about {topic}
send an email to {name} saying {text}
send {name} an email that {text}
send {name} a mail about {topic}
send {name} an email reminder about {topic}
send a mail to {name} and tell them {text}
send a message to {name} by email
send a new email
email {name}
email {name} that {text}
email {name} about {topic}
email {name} and ask about {topic}
email {name} saying {text}
mail {name} that {text}
write an email to {name}
write {name} an email about {topic}
write a mail to {name} with the subject update
write to {name} with the subject update and the text {text}
compose an email to {name}
compose a new mail
start a new email to {name}
draft an email to {name} about {topic}
prepare a draft to {name}
i want to send an email to {name}
i need to email {name} about {topic}
i would like to write an email to {name}
let {name} know by email that {text}
tell {name} my phone is broken
tell {name} my train is late
tell {name} by email that {text}
tell {name} that {text}
let {name} know that {text}
let {name} know {text}
ask {name} about {topic}
ask {name} whether they can come {time}
remind {name} about {topic}
remind {name} to send the report
inform {name} that {text}
notify {name} about {topic}
thank {name} for the help with {topic}
{name} has to know that {text}
{name} should be told that {text}
send the same to {name}
send {name} the same mail
can you email {name} {text}
reply to {name}
reply to the email from {name}
reply to {name}'s email saying {text}
reply to the last email with {text}
reply to the latest email from {name} with {text}
reply to all
reply that {text}
reply yes to the email from {name}
respond to {name}'s mail
respond to the email about {topic}
respond to this email with {text}
answer the email from {name}
answer {name}'s last mail that {text}
answer this mail
write back to {name} that {text}
forward the last email from {name} to {name}
forward the email about {topic} to {name}
forward this mail to {name}
forward all emails from {name} {past} to {name}
pass the mail about {topic} on to {name}
{name} needs the emails about {topic}, can you forward them
delete the last email from {name}
delete my last email from {name}
delete all emails from {name} {past}
delete everything {name} sent me {past}
delete the email about {topic}
delete this email
delete all spam mails
get rid of the newsletter emails
move the mail from {name} to the archive
archive the emails from {name}
archive all mails about {topic}
archive everything in my inbox
check my email
check my emails
check my inbox
check my mail for messages from {name}
check for new emails
check if i got an email from {name}
check if {name} has answered my mail
do i have new emails
do i have any new mail
do i have any unread emails
do i have emails from {name}
do i have any emails about {topic}
do i have mail from {name} {past}
have i received any emails {past}
have i got mail from {name}
have i heard from {name} by mail
did i get an email from {name}
did i get any new emails {past}
did {name} email me {past}
did {name} reply to my email
did {name} send me a mail about {topic}
has {name} sent me any emails {past}
has {name} emailed me
has {name} replied yet
has anyone emailed me {past}
are there any new emails
are there any unread messages in my inbox
is there an email from {name}
is there any mail about {topic}
any new emails
any new mails from {name}
any emails from {name} {past}
how many unread emails do i have
how many emails did i get {past}
how many mails are in my inbox
what is in my inbox
what emails did i get {past}
what did {name} write about {topic}
what does the last email from {name} say
what's new in my inbox
what is the latest email
what's the subject of the last email
who emailed me {past}
who sent me an email {past}
who wrote to me about {topic}
when did {name} last email me
show me my emails
show me new emails
show me my inbox
show me the email from {name}
show me all emails about {topic}
show unread emails
list my unread emails
list emails from {name} {past}
open my inbox
open my email
open the latest email
open the last mail from {name}
read my emails
read my new emails
read the email from {name}
read me the last mail
read out the mail about {topic}
find the email from {name} about {topic}
find emails about {topic}
find the mail with the invoice from {name}
search my emails for {topic}
search my inbox for the mail from {name}
search for mails from {name}
look for emails from {name}
look up the email about {topic}
tell me if i have new emails
tell me what {name} wrote in the last email
let me know if there is mail from {name}
let me know when {name} emails me
get me the emails from {name} {past}
pull up the last email from {name}
refresh my inbox
save the email as a draft
what is the email address of {name}
what is {name}'s email address
what's {name}'s email
find the contact details of {name}
find {name} in my contacts
show me {name}'s contact
show my contacts
who is in {name}
who is on the sales team
who belongs to the design team
which people are in the finance department
list the members of the board
look up {name} in my contacts
do i have the email address of {name}
give me {name}'s address
what is the phone number of {name}
add {name} to my contacts
save this address to my contacts
add a new contact for {name}
if {name} has not sent me any emails {past} write to them
fwd {name}s mail to {name}
fwd the mail about {topic} to {name}
forward {name}s last mail to {name}
forward the file from {name} to {name}
forward the pdf about {topic} to {name}
forward the spreadsheet to {name}
ping {name} that {text}
drop {name} a line that {text}
shoot {name} a mail that {text}
draft a note to {name} that {text}
draft something for {name} about {topic}
bin everything from {name}
bin the mail from {name}
delete everything from {name}
trash all the mails from {name}
get rid of all mails from {name}
delete all mails in the junk folder
empty the spam folder
move everything about {topic} to the archive folder
archive everything from {name}
archive everything about {topic}
archive {name}s mails
read {name}s mail
open {name}s last mail
flag {name}s mail
mark all as read
mark all unread mails as read
mark {name}s mails as read
label {name}s mail as taxes
did {name} attach anything
are there files from {name}
what is in {name}s attachment
save the attachment from {name}
who has not been answered yet
which mails has nobody answered
did {name} write back
latest from {name}
any word from {name}
reply to {name} yes
answer {name} that {text}
answer ok
reply to all that {text}
cc {name}
put {name} in cc
when was {name} born
send email to {name} want to {doing}
send an email to {name} tell them {text}
send email to {name} tell her {text}
who do i know at the bank
unsubscribe me from the newsletter
"""

TASKS = """
add a task to {chore}
add a task to {chore} {time}
add a to do to {chore}
add a new to-do {chore} {time}
create a task to {chore} {time}
create a task called {topic}
create a to-do for {topic} due {time}
make a new task {chore}
new task {chore}
to do {chore} {time}
todo {chore}
put {chore} on my to do list
put {topic} on my to-do list
add {chore} to my to do list
add {chore} to my task list {time}
add {chore} to my tasks
note down a task to {chore}
remind me to {chore}
don't let me forget to {chore}
set a reminder to {chore}
add a high priority task to {chore}
i need a task to {chore} {time}
mark the task {chore} as done
mark the {topic} task as completed
mark {chore} as done
tick off {chore}
check {chore} off my to do list
i have finished {chore}
i'm done with {topic}
the task about {topic} is done
complete the task to {chore}
complete the paperwork
complete the form for the school
complete my task {chore}
finish the task about {topic}
reopen the task to {chore}
mark {chore} as not done
delete the task to {chore}
delete the task about {topic}
remove {chore} from my to do list
take {topic} off my task list
cancel my task to {chore}
move the task to {chore} to {bare}
change the due date of {topic} to {bare}
the task about {topic} is due {time}
push the deadline of {chore} to {bare}
set the priority of the {topic} task to high
make the task about {topic} low priority
rename the task {chore} to {topic}
what's on my to do list
what is on my to do list {time}
what are my tasks
what tasks do i have
what tasks do i have {time}
what are my open tasks
which tasks are overdue
which of my tasks are late
which tasks are due {time}
do i have any tasks due {time}
do i have anything on my to do list
are there any overdue tasks
how many tasks do i have
how many open to-dos are left
show my tasks
show me my to do list
list my tasks for {time}
list all overdue tasks
read the to do list
what do i owe {name}
turn the mail from {name} into a task
make a task of the last mail from {name}
tasks due {time}
my to do list
remind me every friday to {chore}
scrap the task about {topic}
drop the task to {chore}
the task to {chore} can wait till {bare}
what is overdue
which of my to-dos are overdue
which of my to-dos should be done {time}
what is left to do
what is still to do {time}
make a task from the mail from {name}
make a task of {name}s mail
put {chore} on my tasks
i have done the task to {chore}
"""

SONGS = (
    "jazz|some rock music|my workout playlist|the new album by the blue hats|hey there song|"
    "classical music|eighties hits|something relaxing|country songs|my favourite song|hip hop|"
    "the next track|beethoven|songs by the river boys|my christmas playlist"
)
PLACES = (
    "london|new york|paris|tokyo|berlin|chicago|the beach|the city|here|my area|boston|rome|madrid|"
    "the airport|downtown|the station|sydney|texas"
)
FOODS = (
    "pizza|chinese food|sushi|lasagna|pancakes|a burger|curry|rice|soup|chocolate cake|thai food|tacos|"
    "eggs|noodles|spaghetti"
)
THINGS = "milk|bread|eggs|shampoo|batteries|apples|soap|coffee beans|toilet paper|dog food|paint|cheese|nails"
ROOMS = "kitchen|living room|bedroom|bathroom|hall|garage|office|garden|house|kids room"
FACTS = (
    "abraham lincoln|the president of france|photosynthesis|the eiffel tower|a black hole|marie curie|"
    "the tallest mountain|gravity|the queen|an atom|the moon|elon|shakespeare|the amazon river|inflation|"
    "a hurricane|the pope"
)
STOCKS = "apple|google|tesla|microsoft|the dow jones|ford|netflix|amazon|my portfolio|gold"

NONE = """
what day does my birthday fall on this year
what day does new year fall on
on which day does {fact} fall
which planet is the biggest
which country has the most people
which animal lives the longest
which river is longer than {fact}
which team has won the most cups
where is my dinner order
what is with my order of {food}
is my lunch order on its way
is my pizza order ready
did anyone pick up my order
what is the weather {time}
what's the weather like in {place} {time}
will it rain {time}
will it snow in {place} {time}
is it going to rain {time}
is it cold outside
is it hot in {place}
do i need an umbrella {time}
do i need a jacket {time}
should i wear a coat {time}
how is the weather {time}
how cold will it be {time}
what temperature is it in {place}
tell me the forecast for {place} {time}
show me the weather for the week
give me the weather report for {place}
is there a storm coming {time}
when will it stop raining
what will the temperature be {time}
play {song}
play {song} please
play {song} in the {room}
please start {song}
start my playlist
put on {song}
i want to hear {song}
i want to listen to {song}
shuffle my music
skip this song
repeat this song
stop the music
what song is this
what is playing right now
who sings this song
what album is this from
i like this song
i love {song}
save this song to my favourites
add this song to my playlist
remove this song from the playlist
do you know {song}
find {song}
turn up the volume
turn the volume down
make it louder
set the volume to five
mute the speakers
please be quiet
mute
lower the music
play the radio
tune to ninety nine point five
play radio one
play my audiobook
resume the audiobook
continue reading the book
read me the next chapter
start the audio book again
play the podcast about history
next episode of the podcast
what podcasts are there about cooking
subscribe to this podcast
play a game with me
start chess
let's play trivia
open the racing game
what are the news {time}
what's in the news
tell me the latest news
give me the headlines
give me the news from {place}
what happened in {place} today
any news about the election
what's new in sports
tell me about the football results
who won the game last night
news about {stock}
show me the latest headlines on technology
notify me of any news about {fact}
keep me updated on the election
set an alarm {time}
set an alarm for seven in the morning
set a wake up call {time}
set my alarm {time}
wake me up {time}
wake me up at six
i need to wake up {time}
create an alarm {time}
add an alarm for eight
cancel my alarm
cancel the alarm {time}
cancel all alarms
delete the alarm for nine
turn off my alarm
remove all my alarms
stop the alarm
what alarms do i have
what alarms are set {time}
do i have any alarms {time}
do i have an alarm set {time}
how many alarms do i have set
show me my alarms
when is my alarm {time}
check my alarms
is my alarm on
set a timer for ten minutes
start a timer
how much time is left on the timer
snooze
what about my {food} order
what happened to my {food} order
any news on my dinner order
how is my lunch order doing
add {thing} to my shopping list
add {thing} to my grocery list
put {thing} on the shopping list
add {thing} to my list
remove {thing} from my shopping list
remove {thing} from the list
take {thing} off the grocery list
delete my shopping list
delete the to do list
delete this list
erase the packing list
cancel {thing} from the list
create a new list
create a to do list
make a shopping list
start a list for the party
make a new list called camping
what is on my shopping list
what lists do i have
what lists are available
do i have {thing} on my list
do i have a shopping list
is {thing} on the grocery list
show me my lists
read my shopping list
tell me what is on my list
show the list of things to buy
i need to buy {thing}
order {thing}
turn on the lights
turn off the lights in the {room}
turn the {room} lights off
dim the lights
dim the lights in the {room}
make the lights brighter
the lights should be dimmed
the heating has to be turned down
the timer should be set to ten minutes
make the timer five minutes
shorten the timer to five minutes
my alarm has to be moved to {bare}
the shopping list should be renamed to groceries
eggs should be removed from the list
the playlist should be called workout
have the lights turned off
switch off the lamp in the {room}
switch on the lamp
change the light to blue
set the lights to twenty percent
lights off
lights on please
change the colour of the lights in the {room}
it is too dark here
vacuum the {room}
start the vacuum cleaner
clean the {room}
run the robot vacuum {time}
make me a coffee
make coffee {time}
make a cup of coffee
brew some coffee
start the coffee machine
prepare a coffee for me
i want a cup of coffee
i would like some coffee
turn on the coffee maker
have the coffee ready {time}
set the coffee maker {time}
turn on the plug
turn off the socket
turn off the heater
turn on the tv
switch off the fan
open the blinds
lock the door
set the thermostat to twenty degrees
what time is it
what time is it in {place}
what is the time now in {place}
tell me the time
what day is it today
what is the date today
what date is next friday
what day of the week is the twentieth
what day does christmas fall on this year
how many days until christmas
how long until easter
when is easter this year
when is mother's day
when does summer start
convert three pm to {place} time
what is the time difference between {place} and {place}
how late is it
what time zone is {place} in
what is the capital of {place}
who is {fact}
who was {fact}
what is {fact}
tell me about {fact}
how old is {fact}
when was {fact} born
what is the birthday of {fact}
where is {fact}
how tall is {fact}
how far is {place} from {place}
how big is {fact}
how many people live in {place}
what does ubiquitous mean
define {fact}
what is the definition of happiness
what is the meaning of perseverance
spell necessary
how do you spell restaurant
what is a synonym for happy
describe {fact}
explain {fact}
search the internet for {fact}
search wikipedia for {fact}
google {fact}
what is five plus seven
how much is twelve times eleven
what is the square root of nine
divide one hundred by four
what is twenty percent of eighty
what is one dollar in euros
convert fifty euros to dollars
what's the exchange rate of the pound
how much is a yen worth
what is the stock price of {stock}
how is {stock} doing today
tell me the share price of {stock}
check the stock of {stock}
has {stock} gone up today
are {food} healthy
how many calories are in {food}
tell me a joke
make me laugh
do you know a good joke
tell me something funny
how are you
how are you doing today
how was your day
what are you doing
what is your name
who made you
are you a robot
do you love me
do you like {food}
i am bored
i am tired
i am happy today
i had a bad day
i had a great day today
what should i do {time}
what do you think about {fact}
talk to me
tell me a story
tell me something interesting
hello there
good morning
good night
thank you very much
can you help me
you are great
shut up
never mind
what can i eat
sing a song
give me advice
what is the meaning of life
i need some advice about my life
how do i cook {food}
how do i make {food}
give me a recipe for {food}
find a recipe for {food}
what can i cook with {thing}
how long do i boil {thing}
how long does {food} take in the oven
what ingredients do i need for {food}
show me recipes with {thing}
is there a substitute for {thing}
order {food}
order {food} from the restaurant
order me {food} for dinner
order a takeaway {time}
get me {food} delivered
i want to order {food}
place an order for {food}
does the restaurant deliver
does the pizza place do takeaway
how long until my order arrives
where is my food delivery
check the status of my order
is the restaurant open {time}
find a restaurant near {place}
find me a good place for {food}
where can i eat {food} near {place}
recommend a restaurant
what is a good bar in {place}
are there shops near {place}
where is the nearest supermarket
where is the next pharmacy
find the closest gas station
show me cafes nearby
recommend a movie
what movies are playing {time}
what new movies are out
what is on at the cinema {time}
which movies are showing near {place}
what's on tv {time}
what is a good film to watch
is the new movie any good
what events are happening near {place}
what events are going on in {place} {time}
what is happening in {place} {time}
are there any concerts in {place} {time}
find events in {place}
search for local events
show me local events
which festivals take place in {place} {time}
is there a fair in {place} {time}
what is going on in town {time}
anything fun to do in {place} {time}
what should i see in {place}
what are the best sights in {place}
local events {time}
book a taxi {time}
book a taxi to {place}
book me a cab to {place} {time}
call me a taxi
call an uber to {place}
get me a ride to {place}
order a taxi {time}
i need a taxi to {place} {time}
reserve a cab for {time}
book a train ticket to {place}
book a ticket to {place} {time}
book me a train to {place} {time}
buy a train ticket to {place}
get me a ticket to {place}
i need a train ticket to {place} {time}
reserve a seat on the train to {place}
book a flight to {place}
find flights to {place} {time}
how much is a ticket to {place}
when does the next train to {place} leave
when is the train to {place}
what time does the train arrive in {place}
what time is the bus to {place}
what is the schedule of the train to {place}
what train goes to {place}
is the train on time
how do i get to {place}
give me directions to {place}
show me the way to {place}
navigate to {place}
how long does it take to drive to {place}
how far is it to {place}
how is the traffic {time}
is there traffic on the way to {place}
what's the traffic like in {place}
any accidents on the highway
which route to {place} is the fastest
where is my car
tweet that {text}
tweet at {stock} that their service is bad
send a tweet to {stock} saying the order is late
post on facebook that {text}
post this to twitter
post a picture on instagram
update my status to {text}
write on my wall that {text}
complain to {stock} on twitter
tell {stock} that the order is wrong
tell my facebook friends that {text}
tell my followers {text}
send this message to {stock} on twitter
send a complaint to customer service of {stock}
let {stock} know my internet is down
check my facebook
what's new on twitter
what is trending on twitter
how many likes did my post get
did anyone comment on my post
show my latest notifications on instagram
who liked my picture
what are my friends posting on facebook
call {name}
call {name} on the phone
dial the number of the taxi
text {name} that {text}
take a picture
take a screenshot
record a video
open the camera
open the browser
translate good morning to spanish
how do you say thank you in french
turn on bluetooth
restart the computer
increase the brightness
what is my battery level
find my phone
install the update
flip a coin
roll the dice
pick a number between one and ten
what is the latest in politics
tell the world that {text}
tweet {text}
post that {text}
when is the band touring
when is the next tour
when does the next tour of the band start
which bands are touring {time}
is the singer touring {place}
what is the latest from {place}
what is the latest news from {place}
any news from {place}
add {food} to the party list
add {thing} to my shopping list for the party
put {thing} on my shopping list
put {thing} on the list
take {thing} off the list
play my favorite station {time}
play my favorite channel
put on my favorite radio station {time}
mark this song as a favorite
flag the song
forward this song
forward thirty seconds
skip to the next one
empty the dishwasher
empty the robot's bin
drop the temperature
bin the playlist
what year was the president born
what year was the singer born
when was the actor born
what year did the war end
turn the heating down at night
switch the heater off over night
"""

SCHEDULE = (
    "schedule|book|arrange|plan|set up|create|add|organize|make|put in|can you schedule|please schedule|"
    "i want to schedule|please add|could you book|i'd like to set up"
)
BARES = "tomorrow|friday|three pm|next week|monday at ten|noon|half past four|the afternoon"

WAKE = (
    "|||||||please|hey|hi|ok|assistant|computer|can you|could you|please can you|hello|would you|"
    "i want you to|alexa|robin|hey robin"
)
WISHES = (
    "|||||||i need to|we need to|i have to|i want to|we have to|i would like to|i'd like to|could we|let's|"
    "we should|help me|i must"
)
"""Put before a pattern that begins with a verb."""
TAILS = "||||||||||please|thanks|for me|now|thank you|if possible|right away"

LISTS = {
    "name": NAMES.split("|"),
    "time": TIMES.split("|"),
    "past": PAST_TIMES.split("|"),
    "event": EVENTS.split("|"),
    "chore": CHORES.split("|"),
    "title": TITLES.split("|"),
    "doing": DOINGS.split("|"),
    "topic": TOPICS.split("|"),
    "text": TEXTS.split("|"),
    "schedule": SCHEDULE.split("|"),
    "bare": BARES.split("|"),
    "song": SONGS.split("|"),
    "place": PLACES.split("|"),
    "food": FOODS.split("|"),
    "thing": THINGS.split("|"),
    "room": ROOMS.split("|"),
    "fact": FACTS.split("|"),
    "stock": STOCKS.split("|"),
}  # fmt: skip
_NO_VERBS = frozenset(
    "what what's who who's when where which how am do did does is are has have will should any anything my "
    "if i local new mute lights news tell anyone it the {event} {name} good hello thank hey you never".split()
)
_SLOT = re.compile(r"\{(\w+)\}")


def sentences(each: int, seed: int = 5) -> Iterator[tuple[str, str]]:
    """`each` sentences for every pattern, with their label, in a fixed order; of `none` half more."""
    dice = random.Random(seed)
    # There is more in the world than what is ours: half as much again of it is seen.
    for label, patterns, times in (
        ("calendar", CALENDAR, each),
        ("email", EMAIL, each),
        ("tasks", TASKS, each),
        ("none", NONE, each + each // 2),
    ):
        for pattern in patterns.strip().splitlines():
            for _ in range(times):
                yield _filled(pattern, dice), label


def _filled(pattern: str, dice: random.Random) -> str:
    text = _SLOT.sub(lambda match: dice.choice(LISTS[match[1]]), pattern)
    # What is done may be done with somebody.
    text = _SLOT.sub(lambda match: dice.choice(LISTS[match[1]]), text)
    verb = pattern.split()[0] not in _NO_VERBS
    wish = dice.choice(WISHES.split("|")) if verb else ""
    words = [dice.choice(WAKE.split("|")) if not wish else "", wish, text, dice.choice(TAILS.split("|"))]
    return " ".join(word for word in words if word)
